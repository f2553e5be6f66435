export default function pick(list, key) { return Array.isArray(list) ? list.map(x => x[key]) : list === undefined ? 'nothing' : [key]; }
