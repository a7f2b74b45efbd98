// Checks a result file as h5wasm reads it against the program's own export.
//
// usage: node check_h5wasm.mjs RESULT.h5 JSON_EXPORT
import { readFileSync } from "node:fs";
import h5wasm from "h5wasm/node";

const UNDEFINED = -9223372036854775808n;
const JOBS = new Set(["point", "scenario", "replicate", "week"]);

function check(good, what) {
  if (good) return;
  console.error(`check_h5wasm: ${what}`);
  process.exit(1);
}

function attribute(dataset, name) {
  return dataset.attrs[name] === undefined ? null : dataset.attrs[name].value;
}

function dimensions(dataset) {
  return dataset.shape.map((_, axis) => dataset.get_attached_scales(axis)[0].slice(1));
}

// Money is kept in hundredths; what is undefined, or not a number, is null.
function values(dataset) {
  const scale = attribute(dataset, "scale_factor");
  check(scale === null || scale === 0.01, `${dataset.path} is scaled by ${scale}`);
  return Array.from(dataset.value, (v) => {
    if (typeof v === "string") return v;
    if (v === UNDEFINED || Number.isNaN(v)) return null;
    return scale === null ? Number(v) : Number(v) / 100;
  });
}

function checkValues(name, dataset, rows, column) {
  const found = values(dataset);
  check(found.length === rows.length, `${name}: ${found.length} values instead of ${rows.length}`);
  rows.forEach((row, i) => check(found[i] === row[column], `${name}: ${found[i]} instead of ${row[column]}`));
}

function checkLabels(file, dims, rows, columns) {
  dims.forEach((dim, i) => {
    const wanted = [...new Set(rows.map((row) => row[columns[i]]))];
    const labels = values(file.get(dim));
    check(JSON.stringify(labels) === JSON.stringify(wanted), `labels of ${dim}: ${labels}, not ${wanted}`);
  });
}

function checkVariable(file, row, tables) {
  const { name, table } = row;
  const dataset = file.get(name);
  const dims = dimensions(dataset);
  check(dims.join(" ") === row.dimensions, `${name} has dimensions ${dims}`);
  for (const [key, attr] of [["unit", "units"], ["meaning", "long_name"], ["parameter", "parameter"]])
    check(attribute(dataset, attr) === row[key], `${name}: ${attr} is ${attribute(dataset, attr)}`);
  if (table === "series" || table === "grids") {
    const fill = { grid: UNDEFINED, real: NaN }[row.kind] ?? null;
    check(attribute(dataset, "kind") === row.kind, `${name}: kind is ${attribute(dataset, "kind")}`);
    check(Object.is(attribute(dataset, "_FillValue"), fill), `${name}: fill value ${attribute(dataset, "_FillValue")}`);
    const mine = tables[table].filter((r) => (r.series ?? r.grid) === name);
    checkLabels(file, dims, mine, dims.map((d) => (JOBS.has(d) || table === "grids" ? d : "label")));
    checkValues(name, dataset, mine, "value");
  } else if (table === "sensitivity") {
    checkLabels(file, dims, tables[table], dims);
    checkValues(name, dataset, tables[table], { sensitivity_low: "low", sensitivity_high: "high" }[name] ?? "value");
  } else {
    checkValues(name, dataset, tables[table], name);
  }
}

// A table of the file is an array of rows, each an array of cells.
function checkTable(dataset, rows, what) {
  const cells = (row) => Object.values(row).map((v) => (typeof v === "number" && Number.isInteger(v) ? String(v) : v));
  const found = dataset.value.map((row) => row.map((v) => (typeof v === "bigint" ? Number(v) : Number.isFinite(v) || typeof v === "string" ? v : null)));
  check(found.length === rows.length, `${what}: ${found.length} rows instead of ${rows.length}`);
  found.forEach((row, i) => check(JSON.stringify(cells(row)) === JSON.stringify(cells(rows[i])), `${what}: ${row}`));
}

await h5wasm.ready;
const [path, exported] = process.argv.slice(2);
const file = new h5wasm.File(path, "r");
const tables = JSON.parse(readFileSync(exported, "utf-8"));
const kpis = tables.variables.filter((row) => row.kind === "kpi");
for (const row of tables.variables) if (row.table && row.kind !== "kpi") checkVariable(file, row, tables);
check(JSON.stringify(values(file.get("kpi"))) === JSON.stringify(kpis.map((k) => k.name)), "KPIs have other names");
check(JSON.stringify(values(file.get("kpi_unit"))) === JSON.stringify(kpis.map((k) => k.unit)), "KPIs have other units");
checkLabels(file, dimensions(file.get("kpi_value")), tables.kpis, dimensions(file.get("kpi_value")));
checkValues("kpi_value", file.get("kpi_value"), tables.kpis, "value");
if (tables.summary.length) checkTable(file.get("summary/table"), tables.summary, "summary");
for (const { scenario } of tables.scenarios) {
  const mine = tables.parameters.filter((row) => row.scenario === scenario).map(({ scenario: _, ...row }) => row);
  checkTable(file.get(`scenarios/${scenario}/parameters`), mine, `parameters of ${scenario}`);
}
for (const { name, value } of tables.about) check(attribute(file, name) === value, `attribute ${name}`);
