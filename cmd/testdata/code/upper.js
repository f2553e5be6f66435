module.exports = (output, context) => output.toUpperCase() + ' ' + context.vars.name;
module.exports.data = (output) => ({ text: output, length: output.length });
