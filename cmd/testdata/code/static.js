module.exports = [{ vars: { name: 'static' } }];
