// The host that the stock sandbox boots in: message bridge, timers, and the few browser
// parts it needs. Nothing here reaches files, network or the process.
(function (global) {
  "use strict";
  const define = (name, value) =>
    Object.defineProperty(global, name, { value, writable: false, configurable: false, enumerable: false });
  const stringify = JSON.stringify;
  const parse = JSON.parse;
  const outbox = [];
  let now = 0;

  // JSON without cycles: an object met again on its own path is left out.
  function plain(value) {
    const path = [];
    return stringify(value, function (key, part) {
      if (typeof part === "bigint") { return String(part); }
      if (part instanceof Error && !part.toJSON) {
        return { type: "Error", name: part.name, message: part.message, stack: part.stack };
      }
      if (part === null || typeof part !== "object") { return part; }
      while (path.length && path[path.length - 1] !== this) { path.pop(); }
      if (path.includes(part)) { return undefined; }
      path.push(part);
      return part;
    });
  }

  // --- memory: whether it ever ran out, also where a promise or a catch hides it ---------
  // The engine asks for the text of a stack whenever an error passes; the boot code then takes
  // the way to set this from the scripts.
  const InternalError = global.InternalError;
  let exhausted = false;
  const place = (site) => site.isNative() ? "native"
    : `${site.getFileName()}:${site.getLineNumber()}:${site.getColumnNumber()}`;
  Error.prepareStackTrace = (error, sites) => {
    if (error instanceof InternalError && error.message === "out of memory") {
      exhausted = true;
      return "";
    }
    return sites.map((site) => `    at ${site.getFunctionName() || "<anonymous>"} (${place(site)})\n`).join("");
  };

  // --- bridge: what the boot code listens and answers on ------------------------------
  const listeners = new Map();
  const bridge = {
    on(name, listener) {
      if (typeof listener !== "function") { return; }
      if (!listeners.has(name)) { listeners.set(name, []); }
      listeners.get(name).push(listener);
    },
    once(name, listener) {
      const wrapped = function (...values) {
        bridge.off(name, wrapped);
        listener.apply(bridge, values);
      };
      bridge.on(name, wrapped);
    },
    off(name, listener) {
      const held = listeners.get(name);
      if (!held) { return; }
      if (listener === undefined) { listeners.delete(name); return; }
      const index = held.indexOf(listener);
      if (index >= 0) { held.splice(index, 1); }
      if (!held.length) { listeners.delete(name); }
    },
    emit(name, ...values) {
      for (const listener of [...(listeners.get(name) || [])]) { listener.apply(bridge, values); }
    },
    dispatch(...values) { outbox.push(plain(values)); },
  };
  global.bridge = bridge;

  // --- timers: kept here, fired by the host process ------------------------------------
  const timers = new Map();
  let lastTimer = 0;
  const start = (callback, delay, every, values) => {
    const id = ++lastTimer;
    const wait = Math.max(Number(delay) || 0, every ? 1 : 0);
    timers.set(id, { callback, at: now + wait, every: every ? wait : null, values, id });
    return id;
  };
  const stop = (id) => { timers.delete(id); };
  global.setTimeout = (callback, delay, ...values) => start(callback, delay, false, values);
  global.setInterval = (callback, delay, ...values) => start(callback, delay, true, values);
  global.setImmediate = (callback, ...values) => start(callback, 0, false, values);
  global.clearTimeout = global.clearInterval = global.clearImmediate = stop;

  // --- small browser parts --------------------------------------------------------------
  class Blob {
    constructor(parts, options) { this.parts = parts || []; this.type = (options && options.type) || ""; }
  }
  class File extends Blob {
    constructor(parts, name, options) { super(parts, options); this.name = name; }
  }
  class TextEncoder {
    get encoding() { return "utf-8"; }
    encode(text) {
      const source = unescape(encodeURIComponent(text === undefined ? "" : String(text)));
      return Uint8Array.from(source, (character) => character.charCodeAt(0));
    }
  }
  class TextDecoder {
    get encoding() { return "utf-8"; }
    decode(bytes) {
      if (bytes === undefined) { return ""; }
      const view = bytes instanceof ArrayBuffer ? new Uint8Array(bytes)
        : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      let text = "";
      for (const byte of view) { text += String.fromCharCode(byte); }
      try { return decodeURIComponent(escape(text)); } catch (_) { return text; }
    }
  }
  const entropy = [];
  const crypto = {
    getRandomValues(view) {
      const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
      for (let i = 0; i < bytes.length; i += 1) {
        bytes[i] = entropy.length ? entropy.pop() : Math.floor(Math.random() * 256);
      }
      return view;
    },
  };
  Object.assign(global, { Blob, File, TextEncoder, TextDecoder, crypto });
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  if (typeof global.btoa !== "function") {
    global.btoa = (text) => {
      let out = "";
      for (let i = 0; i < text.length; i += 3) {
        const group = [0, 1, 2].map((k) => text.charCodeAt(i + k));
        const bits = (group[0] << 16) | ((group[1] || 0) << 8) | (group[2] || 0);
        const filled = Math.min(text.length - i, 3);
        for (let k = 0; k < 4; k += 1) {
          out += k <= filled ? alphabet[(bits >> (18 - 6 * k)) & 63] : "=";
        }
      }
      return out;
    };
    global.atob = (text) => {
      let out = "", bits = 0, held = 0;
      for (const character of String(text).replace(/[=\s]/g, "")) {
        bits = (bits << 6) | alphabet.indexOf(character);
        held += 6;
        if (held >= 8) { held -= 8; out += String.fromCharCode((bits >> held) & 255); }
      }
      return out;
    };
  }
  global.self = global;
  global.window = global;
  global.console = { log() {}, info() {}, warn() {}, error() {}, debug() {}, clear() {} };

  // --- what the host process calls -------------------------------------------------------
  // Non-configurable: the boot code deletes every global it does not know.
  const emit = bridge.emit;
  define("__host_receive", (text) => { emit(...parse(text)); });
  define("__host_fire", (moment) => {
    now = moment;
    for (;;) {
      let due = null;
      for (const timer of timers.values()) {
        if (timer.at <= now && (due === null || timer.at < due.at || (timer.at === due.at && timer.id < due.id))) {
          due = timer;
        }
      }
      if (due === null) { return; }
      if (due.every === null) { timers.delete(due.id); } else { due.at = now + due.every; }
      due.callback(...due.values);
      return;
    }
  });
  define("__host_next", () => {
    let next = -1;
    for (const timer of timers.values()) {
      if (next < 0 || timer.at < next) { next = timer.at; }
    }
    return next;
  });
  // join() gives one flat string; a concatenated one (a rope) cannot cross to the host.
  define("__host_take", () => (outbox.length ? ["[", outbox.splice(0).join(","), "]"].join("") : ""));
  define("__host_exhausted", () => exhausted);
  define("__host_entropy", (text) => { entropy.push(...parse(text)); });
})(globalThis);
