// Package xmltext reads XML as promptfoo 0.121 does, which uses two readers:
//
// WellFormed is strict, as saxes 6 is: a document of XML 1.0 or 1.1 with
// namespaces. Package encoding/xml cannot say that: it takes undeclared
// prefixes, repeated attributes, several roots, text around them, "]]>" and
// malformed declarations.
//
// Read is lenient, as fast-xml-parser 5 is: it takes what is closed by something,
// whatever its name, and gives the elements to look for. Find looks for fragments
// of XML in other text.
//
// Nothing refers to the outside, and no entity but the five of XML is expanded.
package xmltext
