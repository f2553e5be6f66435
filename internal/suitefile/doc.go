// Package suitefile puts new cases into a suite file, in place: everything that
// stands in the file stays byte for byte, with its comments, order, anchors,
// indentation and line ends. It is pure: bytes in, bytes out.
package suitefile
