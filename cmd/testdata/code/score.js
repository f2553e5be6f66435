module.exports = (namedScores, context) => ({ pass: namedScores.a > 0.5, score: (namedScores.a + (namedScores.b || 0)) / 2, reason: 'mean of ' + Object.keys(namedScores).sort().join() });
module.exports.strict = (scores, context) => ({ pass: context.componentResults.every(r => r.pass), score: context.threshold || 0, reason: 'strict', namedScores: { own: 0.125 } });
module.exports.bad = () => 'no';
module.exports.throws = () => { throw new Error('scoring'); };
