module.exports = async (config) => [
  { vars: { name: 'made' }, assert: [{ type: 'contains', value: 'made' }] },
  { vars: { name: ['one', 'two'], limit: config ? config.limit : 0 }, assert: [{ type: 'javascript', value: 'context.vars.limit === 3' }], description: 'many' },
];
module.exports.few = () => [{ vars: { name: 'few' } }];
