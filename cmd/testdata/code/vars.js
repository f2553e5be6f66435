module.exports = (vars, context) => ({ ...vars, name: vars.name + '!', extra: 'from ' + Object.keys(vars).join() });
