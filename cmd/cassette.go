package cmd

// cassetteExt ends the names of the files of a cassette.
const cassetteExt = ".cassette.yaml"
