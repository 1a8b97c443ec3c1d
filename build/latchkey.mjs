#!/usr/bin/env node
import './runtime.mjs';

await import('../dist/terminal/latchkey.js');
