// Preloaded into an app: once it is up, Node.js warns in it, and an error is caught by nobody. Once; the app is started again.
const { existsSync, writeFileSync } = require('node:fs');

const { LAST_WORDS: words, LAST_WORDS_SAID: said } = process.env;
if (!existsSync(said)) {
  const looking = setInterval(() => {
    if (process.listenerCount('uncaughtException') === 0) return;
    clearInterval(looking);
    writeFileSync(said, '');
    process.emitWarning(words);
    setTimeout(() => {
      throw new Error(words);
    }, 100);
  }, 100);
}
