import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { Gallery } from './parts/gallery.tsx';

const asked = new URLSearchParams(location.search);
const theme = asked.get('theme');
if (theme !== null) document.documentElement.dataset['theme'] = theme;
createRoot(document.querySelector('#root')!).render(
  createElement(Gallery, { scene: asked.get('scene') ?? 'controls' }),
);
