/** Ends what global-setup.js started. */
module.exports = async () => {
  await globalThis.sidecartTestServers?.stop();
};
