// Bundles the report's script and style and writes them as a C source: node build.mjs FOLDER_WITH_NODE_MODULES OUT.c
// Leaves report.js, report.css and policy.txt beside OUT.c, for tests that make pages without the program.
import { createHash } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const [folder, target] = process.argv.slice(2);
const here = dirname(fileURLToPath(import.meta.url));
const esbuild = createRequire(resolve(folder, 'package.json'))('esbuild');

// What every copy of the script has to say about the work of others in it.
const notice = `/*! ${readFileSync(join(here, 'NOTICE'), 'utf8').trim()} */`;

function bundle(entry, more) {
    const result = esbuild.buildSync({
        entryPoints: [join(here, 'src', entry)],
        nodePaths: [join(folder, 'node_modules')],
        define: { 'process.env.NODE_ENV': '"production"' },
        target: ['chrome109', 'firefox115', 'safari16'],
        bundle: true,
        minify: true,
        write: false,
        charset: 'ascii',
        legalComments: 'none',
        logLevel: 'warning',
        ...more,
    });
    return result.outputFiles[0].text;
}

// Text that would end its own element could not stand in a page.
function isInlinable(text, element) {
    return !new RegExp(`</${element}|<!--`, 'i').test(text);
}

function cArray(name, text) {
    const bytes = [...Buffer.from(text), 0];
    const lines = [];
    for (let i = 0; i < bytes.length; i += 32) lines.push(bytes.slice(i, i + 32).join(','));
    return `const char ${name}[] = {\n${lines.join(',\n')}};\nconst size_t ${name}_size = sizeof ${name} - 1;\n`;
}

// A build that is interrupted leaves no half-written file behind.
function write(path, text) {
    writeFileSync(`${path}.new`, text);
    renameSync(`${path}.new`, path);
}

const script = bundle('main.js', { format: 'iife', banner: { js: notice } });
const style = bundle('style.css', {});
if (!isInlinable(script, 'script') || !isInlinable(style, 'style'))
    throw new Error('the bundle would end its own element');

const hash = createHash('sha256').update(script).digest('base64');
const policy =
    `default-src 'none'; script-src 'sha256-${hash}'; style-src 'unsafe-inline'; img-src data:; ` +
    `base-uri 'none'; form-action 'none'`;

const out = dirname(target);
write(join(out, 'report.js'), script);
write(join(out, 'report.css'), style);
write(join(out, 'policy.txt'), policy);
write(
    target,
    `/* Made by web/build.mjs: the script and the style of a report. */\n#include "report/assets.h"\n\n` +
        cArray('fly_web_style', style) +
        cArray('fly_web_script', script) +
        cArray('fly_web_policy', policy),
);
