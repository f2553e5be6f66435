module.exports = (name, prompt, vars, provider) => ({ output: name + ' beside ' + Object.keys(vars).filter(k => !k.startsWith('__')).join('+') });
