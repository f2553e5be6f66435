module.exports = ({ vars, provider }) => `Hello ${vars.name} {{ name | upper }}`;
module.exports.chat = ({ vars }) => [{ role: 'user', content: 'Chat with ' + vars.name }, { role: 'user', content: '{{ name }}' }];
module.exports.wrapped = ({ vars }) => ({ prompt: 'Wrapped ' + vars.name });
