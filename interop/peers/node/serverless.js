// Uses every operation of the Serverless API that the twilio library for Node has, as a user would write it:
// node serverless.js SERVICE_SID FUNCTION_SID ASSET_SID. The Function and the Asset must have three versions each, which that library
// cannot upload. Credentials come from TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN.
'use strict';
const assert = require('node:assert/strict');
const twilio = require('twilio');

const pages = { pageSize: 2 }; // so that each list takes more than a page
const names = ['one', 'two', 'three'];

async function main([serviceSid, functionSid, assetSid]) {
  const { services } = twilio().serverless.v1;
  const service = services(serviceSid);
  await resources(service.functions, functionSid);
  await resources(service.assets, assetSid);

  const functionVersions = await service.functions(functionSid).functionVersions.list(pages);
  assert.equal(functionVersions.length, 3);
  const functionVersion = service.functions(functionSid).functionVersions(functionVersions[0].sid);
  assert.equal((await functionVersion.fetch()).path, '/function');
  assert.equal((await functionVersion.functionVersionContent().fetch()).content, 'version 3');
  const assetVersions = await service.assets(assetSid).assetVersions.list(pages);
  assert.equal(assetVersions.length, 3);
  assert.equal((await service.assets(assetSid).assetVersions(assetVersions[0].sid).fetch()).path, '/asset');

  const buildSid = await builds(service, functionVersions[0].sid, assetVersions[0].sid);
  await environments(service, buildSid);
  await allServices(services, serviceSid);
  console.log('done');
}

// resources are Functions or Assets.
async function resources(list, seeded) {
  for (const name of names) {
    const made = await list.create({ friendlyName: `/${name}` });
    assert.equal((await list(made.sid).update({ friendlyName: `/${name} + ü` })).friendlyName, `/${name} + ü`);
  }
  const all = await list.list(pages);
  assert.equal(all.length, 4);
  for (const { sid } of all) {
    assert.equal((await list(sid).fetch()).sid, sid);
    if (sid !== seeded) assert.equal(await list(sid).remove(), true);
  }
}

async function builds(service, functionVersion, assetVersion) {
  for (let i = 0; i < 3; i++) {
    const made = await service.builds.create({
      functionVersions: [functionVersion],
      assetVersions: [assetVersion],
      dependencies: JSON.stringify([{ name: 'lodash', version: '4.17.21' }]),
      runtime: 'node22',
    });
    assert.equal((await service.builds(made.sid).buildStatus().fetch()).status, 'completed');
    assert.equal((await service.builds(made.sid).fetch()).functionVersions.length, 1);
  }
  const all = await service.builds.list(pages);
  assert.equal(all.length, 3);
  assert.equal(await service.builds(all[2].sid).remove(), true);
  return all[0].sid;
}

async function environments(service, buildSid) {
  for (const name of names) {
    const made = await service.environments.create({ uniqueName: name, domainSuffix: name });
    assert.equal((await service.environments(made.sid).fetch()).domainSuffix, name);
  }
  const all = await service.environments.list(pages);
  assert.equal(all.length, 3);
  const environment = service.environments(all[0].sid);

  for (const key of names.map((name) => name.toUpperCase())) {
    const made = await environment.variables.create({ key, value: 'a=b&c' });
    await environment.variables(made.sid).update({ value: '50 % ü' });
    assert.equal((await environment.variables(made.sid).fetch()).value, '50 % ü');
  }
  const variables = await environment.variables.list(pages);
  assert.equal(variables.length, 3);
  for (const { sid } of variables) assert.equal(await environment.variables(sid).remove(), true);

  // Live, taken down (no BuildSid), and live again.
  for (const options of [{ buildSid }, {}, { buildSid }]) {
    const made = await environment.deployments.create(options);
    assert.equal((await environment.deployments(made.sid).fetch()).sid, made.sid);
  }
  assert.equal((await environment.deployments.list(pages)).length, 3);
  assert.equal((await environment.fetch()).buildSid, buildSid);
  await assert.rejects(service.builds(buildSid).remove(), /active Deployment/);

  const logs = await environment.logs.list(pages);
  assert.equal(logs.length, 6);
  assert.equal((await environment.logs(logs[0].sid).fetch()).message, logs[0].message);
  for (const { sid } of all.slice(1)) assert.equal(await service.environments(sid).remove(), true);
}

async function allServices(services, serviceSid) {
  for (const name of [...names, 'four']) {
    const made = await services.create({ uniqueName: name, friendlyName: name, uiEditable: true });
    assert.equal((await services(made.sid).update({ friendlyName: `${name} & more` })).friendlyName, `${name} & more`);
    assert.equal((await services(made.sid).fetch()).uniqueName, name);
  }
  const all = await services.list(pages);
  assert.equal(all.length, 5);
  assert.equal((await services.list({ ...pages, limit: 3 })).length, 3);
  let page = await services.page(pages); // page by page, by the URL in it
  for (let count = 1; ; count++) {
    const next = await page.nextPage();
    if (!next) {
      assert.equal(count, 3);
      break;
    }
    page = next;
  }
  for (const { sid } of all) assert.equal(await services(sid).remove(), true);
  await assert.rejects(services(serviceSid).fetch(), { status: 404, code: 20404 });
}

main(process.argv.slice(2)).catch((err) => {
  console.error(err);
  process.exitCode = 1;
});
