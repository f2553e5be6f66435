package cmd

import (
	"context"
	"slices"

	"github.com/promptgit/promptgit/internal/page"
)

// trendPoints is how many iterations the trend of a card shows.
const trendPoints = 60

// Overview implements [serve.Source].
func (p *pages) Overview(ctx context.Context, q page.Query) (*page.Overview, error) {
	s, err := p.sight(ctx)
	if err != nil {
		return nil, err
	}
	out := &page.Overview{Frame: p.frame(ctx, s, q, "Overview")}
	for _, h := range s.prompts {
		card := s.card(h)
		out.Simulated = out.Simulated || card.Latest != nil && card.Latest.Simulated
		out.Prompts = append(out.Prompts, card)
	}
	return out, nil
}

func (s *sight) card(h *promptHistory) page.PromptCard {
	card := page.PromptCard{Path: h.path, Iterations: len(h.entries), Deleted: !s.has(h.path)}
	for i := range h.entries {
		e := &h.entries[i]
		if i == 0 {
			card.Newest = new(pageIteration(e))
		}
		if e.json.Record == nil {
			continue
		}
		if card.Latest == nil {
			card.Latest, card.Suite = new(pageIteration(e)), orEmpty(e.json.Suite)
		}
		if card.Judged++; card.Judged <= trendPoints {
			card.Trend = append(card.Trend, e.point(""))
		}
	}
	slices.Reverse(card.Trend)
	return card
}
