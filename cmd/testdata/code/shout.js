module.exports = (value, mark, times) => String(value).toUpperCase() + (mark || '!').repeat(times || 1);
