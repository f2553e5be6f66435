package man_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	promptgit "github.com/promptgit/promptgit/cmd"
	"github.com/promptgit/promptgit/internal/docgen/man"
)

func TestEveryVisibleCommandHasAPageWithItsFlags(t *testing.T) {
	t.Parallel()
	root := promptgit.NewRoot(&promptgit.App{})
	pages := man.Pages(root)
	seen := 0
	var look func(*cobra.Command)
	look = func(c *cobra.Command) {
		page, ok := pages[strings.ReplaceAll(c.CommandPath(), " ", "-")+".1"]
		switch {
		case c.Hidden && ok:
			t.Errorf("%s is hidden and has a page", c.CommandPath())
		case c.Hidden:
			return
		case !ok:
			t.Errorf("%s has no page", c.CommandPath())
		}
		seen++
		for _, section := range []string{"NAME", "SYNOPSIS", "DESCRIPTION", "EXIT STATUS", "EXAMPLES", "SEE ALSO"} {
			if !strings.Contains(page, "\n.SH "+section+"\n") {
				t.Errorf("%s: the page has no section %s", c.CommandPath(), section)
			}
		}
		c.LocalFlags().VisitAll(func(f *pflag.Flag) {
			if label := `\-\-` + strings.ReplaceAll(f.Name, "-", `\-`); !f.Hidden && !strings.Contains(page, label) {
				t.Errorf("%s: the page does not name --%s", c.CommandPath(), f.Name)
			}
		})
		for _, sub := range c.Commands() {
			look(sub)
		}
	}
	look(root)
	if seen != len(pages) || seen < 30 {
		t.Errorf("%d commands and %d pages", seen, len(pages))
	}
}

func TestTextIsNoRequestOfRoff(t *testing.T) {
	t.Parallel()
	c := &cobra.Command{
		Use: "tool [FILE]", Short: "A tool",
		Long:    "It reads\n.so /etc/passwd\nand 'quotes' C:\\dir.\n\n  .nf  as it stands\n\nEXIT STATUS\n  0  done\n  1  too\n     hard",
		Example: "  tool '{{.Rev}}'\n\n  .tool", Run: func(*cobra.Command, []string) {},
	}
	c.Flags().IntP("pieces", "n", 2, "`N` pieces")
	c.Flags().Bool("dry-run", false, "only say it")
	want := `.TH TOOL 1 2026-11-28 promptgit "promptgit manual"
.SH NAME
tool \- a tool
.SH SYNOPSIS
.B tool
[FILE] [flags]
.SH DESCRIPTION
It reads .so /etc/passwd and \(aqquotes\(aq C:\edir.
.PP
.RS 4
.nf
\&.nf  as it stands
.fi
.RE
.SH OPTIONS
.TP
\fB\-\-dry\-run\fR
only say it
.TP
\fB\-n\fR, \fB\-\-pieces\fR \fIN\fR
N pieces (default 2)
.SH EXIT STATUS
.TP
.B 0
done
.TP
.B 1
too hard
.SH EXAMPLES
.RS 4
.nf
tool \(aq{{.Rev}}\(aq
\&
\&.tool
.fi
.RE
.SH SEE ALSO
.BR git (1)
`
	if diff := cmp.Diff(want, man.Pages(c)["tool.1"]); diff != "" {
		t.Errorf("page (-want +got):\n%s", diff)
	}
}

// TestThePagesRenderWithoutAWarning asks the two programs that show manual pages.
func TestThePagesRenderWithoutAWarning(t *testing.T) {
	t.Parallel()
	pages, err := filepath.Glob(filepath.Join("..", "..", "..", "docs", "man", "*.1"))
	if err != nil || len(pages) < 30 {
		t.Fatalf("%d pages (%v)", len(pages), err)
	}
	for _, check := range [][]string{{"mandoc", "-T", "lint"}, {"groff", "-man", "-T", "utf8", "-ww", "-z"}} {
		t.Run(check[0], func(t *testing.T) {
			t.Parallel()
			if _, err := exec.LookPath(check[0]); err != nil {
				if os.Getenv("PROMPTGIT_TESTS") == "all" {
					t.Fatal(err)
				}
				t.Skip("it is not installed")
			}
			for _, page := range pages {
				out, err := exec.CommandContext(t.Context(), check[0], append(check[1:], page)...).CombinedOutput()
				if err != nil || len(out) > 0 {
					t.Errorf("%s: %v\n%s", page, err, out)
				}
			}
		})
	}
}
