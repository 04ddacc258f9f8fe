// An OpenID Connect provider for tests: npm oidc-provider, whose person is whoever was named last by POST /person.
const { default: Provider } = await import(process.argv[2]);
const { createServer } = await import("node:http");
const [, , , port, clients] = process.argv;
const issuer = `http://127.0.0.1:${port}`;
let person = {};

const provider = new Provider(issuer, {
  clients: JSON.parse(clients).map((c) => ({
    client_id: c.id, client_secret: c.secret, redirect_uris: c.redirects, grant_types: ["authorization_code"], response_types: ["code"],
  })),
  cookies: { keys: ["only-for-tests"] },
  claims: { openid: ["sub", "amr"], profile: ["name", "preferred_username"], email: ["email", "email_verified"], desk: ["roles", "realm_access"], acr: null, auth_time: null },
  acrValues: ["phr", "pwd"],
  conformIdTokenClaims: false,
  pkce: { required: () => true },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_, id) => ({ accountId: id, claims: (use) => ({ sub: id, ...person.claims, ...(use === "id_token" ? {} : person.userinfo) }) }),
  loadExistingGrant: async (ctx) => {
    const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
    grant.addOIDCScope("openid profile email desk");
    await grant.save();
    return grant;
  },
});
const answer = provider.callback();

createServer(async (req, res) => {
  if (req.method === "POST" && req.url === "/person") {
    let body = "";
    for await (const part of req) body += part;
    person = JSON.parse(body);
    res.end();
  } else if (req.url.startsWith("/interaction/")) {
    if (person.refuses) {
      await provider.interactionFinished(req, res, { error: "access_denied" });
      return;
    }
    await provider.interactionFinished(req, res, { login: { accountId: person.sub, acr: person.acr, amr: person.amr, remember: false, ts: person.ts } });
  } else {
    answer(req, res);
  }
}).listen(Number(port), "127.0.0.1");
