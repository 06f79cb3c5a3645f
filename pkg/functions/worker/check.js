// The check of a Build: does Node compile its Functions? Nothing is run.
'use strict';

const vm = require('node:vm');
const fs = require('node:fs');
const path = require('node:path');

const esm = /import statement outside a module|Unexpected token 'export'|import\.meta|await is only valid in async functions and the top level/;

// check gives, for each file that is not right, the place and the line of source; and which files
// are modules of ECMAScript, that Node tells by their syntax.
exports.check = function check(files) {
  const problems = [];
  for (const { name, file } of files) {
    const source = fs.readFileSync(file, 'utf8').replace(/^\uFEFF/, '').replace(/^#!/, '//');
    try {
      vm.compileFunction(source, ['exports', 'require', 'module', '__filename', '__dirname'], { filename: name });
    } catch (error) {
      if (esm.test(error.message) && process.features.require_module) {
        const problem = checkModule(name, file);
        problems.push(problem || { name, esm: true });
        continue;
      }
      problems.push(located(name, String(error.stack)));
    }
  }
  return problems;
};

function checkModule(name, file) {
  const { spawnSync } = require('node:child_process'); // takes longer to load than all of this, and few need it
  const copy = path.join(fs.mkdtempSync(path.join(path.dirname(file), 'check-')), 'function.mjs');
  try {
    fs.copyFileSync(file, copy);
    const { status, stderr } = spawnSync(process.execPath, ['--check', copy], { encoding: 'utf8' });
    return status === 0 ? undefined : located(name, stderr);
  } finally {
    fs.rmSync(path.dirname(copy), { recursive: true, force: true });
  }
}

// located reads what Node prints: FILE:LINE, the line, a mark below the place, and the error.
function located(name, text) {
  const lines = text.split('\n');
  const line = Number(/:(\d+)$/.exec(lines[0])?.[1] ?? 0);
  const message = lines.find((l) => /^[A-Za-z]*Error: /.test(l)) ?? lines[0];
  const mark = lines[2]?.search(/\^/) ?? -1;
  return { name, line, column: mark + 1, source: line ? lines[1] : '', message };
}
