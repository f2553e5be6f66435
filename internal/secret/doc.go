// Package secret knows what keys look like and keeps known ones out of what is
// written: [Find] looks for keys in a file, [Hider] takes known values out of
// texts. Both only compute.
package secret
