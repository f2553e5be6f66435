package cmd

import (
	"context"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/promptgit/promptgit/internal/badge"
)

// writeReportBadge draws the score of a prompt, or how many of several are good.
func writeReportBadge(ctx context.Context, w io.Writer, p *pages, o reportOptions) (reportTold, error) {
	list, told, err := promptStates(ctx, p, o)
	if err != nil {
		return told, err
	}
	label, figure, tone := "prompts", "none", badge.Neutral
	if len(list) == 1 {
		x := &list[0]
		label, figure, tone = strings.TrimSuffix(path.Base(x.h.path), path.Ext(x.h.path)), x.judged(), x.tone()
	}
	if len(list) > 1 {
		figure, tone = goodOf(list)
	}
	_, err = w.Write(badge.SVG(label, figure, tone))
	return told, err
}

// goodOf counts the prompts. The color is that of the worst.
func goodOf(list []promptState) (figure string, tone badge.Tone) {
	counts := map[badge.Tone]int{}
	simulated := false
	for i := range list {
		counts[list[i].tone()]++
		simulated = simulated || list[i].latest != nil && list[i].latest.json.Simulated
	}
	figure = fmt.Sprintf("%d of %d good", counts[badge.Good], len(list))
	if simulated {
		figure += ", simulated"
	}
	for _, tone = range []badge.Tone{badge.Bad, badge.Unsure, badge.Neutral} {
		if counts[tone] > 0 {
			return figure, tone
		}
	}
	return figure, badge.Good
}
