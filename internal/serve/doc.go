// Package serve answers a browser on loopback with the pages of package page. It
// holds what keeps a stranger out: the token, the checks of Host and Origin, the
// content security policy. What the pages tell comes from a [Source].
package serve
