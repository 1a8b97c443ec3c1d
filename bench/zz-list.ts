import { rmSync } from 'node:fs';
import { makeFiles, Scene } from './scene.ts';
import { LoggedIn } from './server.ts';
const scene = await Scene.open();
try {
  const folder = scene.at('many');
  await makeFiles(folder, 20000, 100, 100);
  await scene.latchkey('put', folder, '--key', scene.at('k.key.json'));
  for (let i = 0; i < 2; i++) {
    for (const cold of [true, false]) {
      if (cold) for (const end of ['', '-wal', '-shm']) rmSync(scene.at(`home/state.sqlite${end}`), { force: true });
      if (i === 1) scene.env['NODE_OPTIONS'] = `--cpu-prof --cpu-prof-dir=/tmp/prof/${cold ? 'cold' : 'warm'}`;
      const s = await LoggedIn.start(scene);
      const a = (await s.call('/filenames')).seconds;
      const b = (await s.call('/filenames')).seconds;
      console.log(cold ? 'cold' : 'restarted', a.toFixed(2), b.toFixed(2));
      await s.stop();
    }
  }
} finally {
  await scene.close();
}
