// The same conditions by three evaluators, in turn: reads what to do line by line, see javascript.py.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const [engine, packages] = process.argv.slice(2);
const { compile } = await import(pathToFileURL(engine));
const require = createRequire(pathToFileURL(`${packages}/`));
const { ConditionRunner } = require("survey-core");
const jsonLogic = require("json-logic-js");

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const next = async () => (await lines.next()).value;

const { survey: compiled, answers, edits, expressions, rules } = JSON.parse(await next());
const survey = compile(compiled), first = survey.evaluate(answers);
const runners = expressions.map((expression) => new ConditionRunner(expression));
const holding = (results) => results.filter((result) => result === true).length;

// Each does one unit of work and says how many conditions held.
const SIDES = {
  ours: () => survey.evaluate(answers).visible.length - edits.length,
  change: () => edits.reduce((before, [name, value]) => survey.change(before, name, value), first).visible.length - edits.length,
  surveyjs: () => holding(runners.map((runner) => runner.runValues(answers))),
  jsonlogic: () => holding(rules.map((rule) => jsonLogic.apply(rule, answers))),
};

console.log(JSON.stringify(Object.fromEntries(["ours", "surveyjs", "jsonlogic"].map((side) => [side, SIDES[side]()]))));
for (let line = await next(); line; line = await next()) {
  const { side, seconds } = JSON.parse(line), cpu = process.cpuUsage(), started = performance.now();
  let count = 0;
  for (; performance.now() - started < seconds * 1000; count++) SIDES[side]();
  const { user, system } = process.cpuUsage(cpu);
  console.log(JSON.stringify({ count, seconds: (performance.now() - started) / 1000, cpu: (user + system) / 1e6 }));
}
