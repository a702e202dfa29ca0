// Command recorder is k6 with onsale's history module and timeline output linked in.
//
// It is k6's own command line (go.k6.io/k6/v2/cmd): the blank import alone registers what is ours.
package main

import (
	"go.k6.io/k6/v2/cmd"

	_ "onsale/recorder/record"
)

func main() {
	cmd.Execute()
}
