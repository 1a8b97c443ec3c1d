import type { Page } from '@playwright/test';

/** A picture as a camera would leave it: painted by the browser, with a word in it. */
export async function picture(page: Page, word: string, hue = 200, width = 1200, height = 800): Promise<Buffer> {
  const address = await page.evaluate(
    ([text, degrees, wide, high]) => {
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [wide, high];
      const context = canvas.getContext('2d');
      if (context === null) return '';
      context.scale(wide / 1200, high / 800);
      const sky = context.createLinearGradient(0, 0, 0, 800);
      sky.addColorStop(0, `hsl(${degrees} 60% 70%)`);
      sky.addColorStop(1, `hsl(${(degrees + 40) % 360} 40% 30%)`);
      context.fillStyle = sky;
      context.fillRect(0, 0, 1200, 800);
      context.fillStyle = `hsl(${(degrees + 80) % 360} 30% 20%)`;
      context.beginPath();
      for (const [x, y] of [
        [0, 800],
        [0, 560],
        [260, 300],
        [520, 600],
        [820, 240],
        [1200, 620],
        [1200, 800],
      ] as const)
        context.lineTo(x, y);
      context.fill();
      context.resetTransform();
      context.font = '64px sans-serif';
      context.fillStyle = 'white';
      context.fillText(text, 40, 110);
      return canvas.toDataURL('image/png');
    },
    [word, hue, width, height] as const,
  );
  return Buffer.from(address.split(',')[1] ?? '', 'base64');
}
