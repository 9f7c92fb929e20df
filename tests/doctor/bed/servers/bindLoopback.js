// Preloaded into a server that has no option for its address: it listens on 127.0.0.1 alone, on a port that the system
// picks, tells its parent which, and ends with it.
import { Server } from "node:net";

const { listen } = Server.prototype;

Server.prototype.listen = function (_port, ...rest) {
  this.once("listening", () => process.send({ port: this.address().port }));
  const [listening] = rest.filter((argument) => typeof argument === "function");
  return listen.call(this, { port: 0, host: "127.0.0.1" }, listening);
};

process.on("disconnect", () => process.exit());
