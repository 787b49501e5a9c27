// What Bruno gives a script, in terms of what Postman gives it: bru, req, res, test, expect.
(() => {
  const named = (list) => Object.fromEntries(list.map((h) => [h.key.toLowerCase(), h.value]));
  const parsed = (text) => { try { return JSON.parse(text); } catch { return text; } };
  const filled = (value) => typeof value === 'string' ? pm.variables.replaceIn(value)
    : JSON.parse(pm.variables.replaceIn(JSON.stringify(value)));
  const asJson = {raw: {language: 'json'}};
  const next = (name) => pm.execution.setNextRequest(name);

  const bru = {
    getEnvName: () => pm.environment.name, interpolate: filled, setNextRequest: next,
    sleep: (ms) => new Promise((done) => setTimeout(done, ms)),
    runner: {
      setNextRequest: next, stopExecution: () => next(null),
      skipRequest: () => pm.execution.skipRequest(),
    },
  };
  const scopes = {
    Var: pm.variables, EnvVar: pm.environment, GlobalEnvVar: pm.globals,
    CollectionVar: pm.collectionVariables, FolderVar: pm.variables, RequestVar: pm.variables,
  };
  for (const [scope, variables] of Object.entries(scopes)) {
    bru[`get${scope}`] = (name) => {
      const value = variables.get(name);
      return typeof value === 'string' ? pm.variables.replaceIn(value) : value;
    };
    bru[`has${scope}`] = (name) => variables.has(name);
    bru[`set${scope}`] = (name, value) => variables.set(name, value);
    bru[`delete${scope}`] = (name) => variables.unset(name);
  }

  const sent = pm.request;
  const req = {
    getUrl: () => sent.url.toString(), setUrl: (url) => sent.url.update(url),
    getMethod: () => sent.method, setMethod: (method) => { sent.method = method; },
    getName: () => pm.info.requestName, getAuthMode: () => sent.auth ? sent.auth.type : 'none',
    getHeader: (name) => sent.headers.get(name), getHeaders: () => named(sent.headers.all()),
    setHeader: (name, value) => sent.headers.upsert({key: name, value: String(value)}),
    setHeaders: (all) => Object.entries(all).forEach(([name, value]) => req.setHeader(name, value)),
    deleteHeader: (name) => sent.headers.remove(name),
    getBody: () => sent.body && sent.body.mode === 'raw' ? parsed(sent.body.raw) : undefined,
    setBody: (body) => {
      const said = {mode: 'raw', raw: typeof body === 'string' ? body : JSON.stringify(body),
        options: typeof body === 'string' ? sent.body && sent.body.options : asJson};
      if (sent.body) sent.body.update(said); else sent.body = said;
    },
  };
  for (const [name, value] of Object.entries(
    {url: req.getUrl, method: req.getMethod, headers: req.getHeaders, body: req.getBody,
      name: req.getName},
  )) Object.defineProperty(req, name, {get: value});

  const answer = pm.response;
  let res;
  if (answer) {
    const body = parsed(answer.text());
    res = Object.assign((path) => _.get(body, path), {
      status: answer.code, statusText: answer.status, body, url: req.getUrl(),
      headers: named(answer.headers.all()), responseTime: answer.responseTime,
      getStatus: () => answer.code, getStatusText: () => answer.status, getBody: () => body,
      getHeader: (name) => answer.headers.get(name), getHeaders: () => res.headers,
      getResponseTime: () => answer.responseTime, getUrl: () => res.url,
    });
  }
  // Bruno waits for what a test promises; pm.test only where it is handed a callback.
  const waits = Object.getPrototypeOf(async () => {}).constructor;
  const test = (name, check) => pm.test(name, !(check instanceof waits) ? check
    : (done) => { check().then(() => done(), done); });
  return [bru, req, res, test, pm.expect];
})()
