// Runs cases through the browser's engine; see wired.py.
(compile, text) => {
  const plain = ({ state, errors, stored }) => ({ state, errors, stored });
  const decide = ({ survey: json, answers, edits, ...given }) => {
    const survey = compile(json), told = [survey.evaluate(answers, given)];
    for (const [name, value] of edits) told.push(survey.change(told.at(-1), name, value));
    return [told.map(plain), Object.entries(answers).map(([name, value]) => survey.refusal(name, value))];
  };
  return JSON.stringify(JSON.parse(text).map(decide));
}
