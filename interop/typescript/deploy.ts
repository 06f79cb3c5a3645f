// Deploys a project of one Function with clients whose types are made from the two documents.
import createClient from "openapi-fetch";
import type { paths } from "./serverless.js";
import type { paths as uploadPaths } from "./upload.js";

const [baseUrl, account, token] = process.argv.slice(2) as [string, string, string];
const headers = { Authorization: "Basic " + Buffer.from(`${account}:${token}`).toString("base64") };

function form(body: Record<string, unknown>): URLSearchParams {
  const fields = new URLSearchParams();
  for (const [name, value] of Object.entries(body)) {
    for (const one of Array.isArray(value) ? value : [value]) fields.append(name, String(one));
  }
  return fields;
}

function parts(body: Record<string, string>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(body)) {
    if (name === "Content") data.append(name, new Blob([value], { type: "application/javascript" }), "hello.js");
    else data.append(name, value);
  }
  return data;
}

const api = createClient<paths>({
  baseUrl, headers: { ...headers, "Content-Type": "application/x-www-form-urlencoded" },
  bodySerializer: (body) => form(body as unknown as Record<string, unknown>),
});
const upload = createClient<uploadPaths>({
  baseUrl, headers, bodySerializer: (body) => parts(body as unknown as Record<string, string>),
});

/** must gives the answer of a call that succeeded, and ends the program at any other. */
function must<T>(result: { data?: T; error?: unknown; response: Response }): T {
  if (result.data === undefined) throw new Error(`${result.response.status}: ${JSON.stringify(result.error)}`);
  return result.data;
}

const service = must(await api.POST("/v1/Services", { body: { UniqueName: "typed", FriendlyName: "Typed" } }));
const path = { ServiceSid: service.sid };
const environment = must(await api.POST("/v1/Services/{ServiceSid}/Environments", {
  params: { path }, body: { UniqueName: "dev", DomainSuffix: "dev" },
}));
const fn = must(await api.POST("/v1/Services/{ServiceSid}/Functions", {
  params: { path }, body: { FriendlyName: "hello" },
}));
const version = must(await upload.POST("/v1/Services/{ServiceSid}/Functions/{FunctionSid}/Versions", {
  params: { path: { ...path, FunctionSid: fn.sid } },
  body: { Path: "/hello", Visibility: "public", Content: "exports.handler = (c, e, done) => done(null, 'typed');\n" },
}));
const build = must(await api.POST("/v1/Services/{ServiceSid}/Builds", {
  params: { path }, body: { FunctionVersions: [version.sid] },
}));
let status: string = build.status;
for (let i = 0; status === "building" && i < 100; i++) {
  const poll = { params: { path: { ...path, Sid: build.sid } } };
  status = must(await api.GET("/v1/Services/{ServiceSid}/Builds/{Sid}/Status", poll)).status;
}
if (status !== "completed") throw new Error(`the Build is ${status}`);
const deployment = must(await api.POST("/v1/Services/{ServiceSid}/Environments/{EnvironmentSid}/Deployments", {
  params: { path: { ...path, EnvironmentSid: environment.sid } }, body: { BuildSid: build.sid },
}));
if (deployment.build_sid !== build.sid) throw new Error("another Build is deployed");
const page = await fetch(`${baseUrl}/_live/${environment.domain_name}/hello`);
console.log(environment.domain_name, page.status, await page.text());
