// Package browser drives a real Chromium for tests and measurements: it opens
// pages, types, and tells what the browser saw, every request and every complaint.
// Nothing of it is part of the program.
package browser
