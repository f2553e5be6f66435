package llmtest

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"strings"
)

// The sizes of the tiny model.
const (
	tinyWidth   = 64
	tinyInner   = 128
	tinyHeads   = 4
	tinyContext = 2048
)

// tinyWords are all that the tiny model can say.
const tinyWords = `the parcel is late and we are sorry your refund will come soon please write to us about order number
	hello yes no billing bug other`

// Types of values in a GGUF file.
const (
	ggufUint32 = 4
	ggufInt32  = 5
	ggufFloat  = 6
	ggufString = 8
	ggufList   = 9
)

// TinyModel is a language model of one layer with weights by chance, as a GGUF
// file (version 3) of the architecture of Llama: a third of a megabyte that a real
// model server loads, runs and answers with, in words without sense. It is always
// the same file.
func TinyModel() []byte {
	tokens, kinds, scores := tinyTokens()
	var head, tensors, data gguf
	head.fact("general.architecture", ggufString, "llama")
	head.fact("general.name", ggufString, "tiny")
	for _, size := range []struct {
		key string
		n   int
	}{
		{"context_length", tinyContext},
		{"embedding_length", tinyWidth},
		{"block_count", 1},
		{"feed_forward_length", tinyInner},
		{"attention.head_count", tinyHeads},
		{"attention.head_count_kv", tinyHeads},
		{"rope.dimension_count", tinyWidth / tinyHeads},
		{"vocab_size", len(tokens)},
	} {
		head.fact("llama."+size.key, ggufUint32, uint32(size.n)) //nolint:gosec // small constants
	}
	head.fact("llama.attention.layer_norm_rms_epsilon", ggufFloat, float32(1e-5))
	head.fact("tokenizer.ggml.model", ggufString, "llama")
	head.fact("tokenizer.ggml.tokens", ggufList, tokens)
	head.fact("tokenizer.ggml.token_type", ggufList, kinds)
	head.fact("tokenizer.ggml.scores", ggufList, scores)
	for i, name := range []string{"unknown", "bos", "eos"} {
		head.fact("tokenizer.ggml."+name+"_token_id", ggufUint32, uint32(i)) //nolint:gosec // small constants
	}

	random := rand.New(rand.NewPCG(7, 7)) //nolint:gosec // weights of a toy
	add := func(name string, weight func(i int) float32, sizes ...int) {
		tensors.tensor(name, data.Len(), sizes)
		n := 1
		for _, size := range sizes {
			n *= size
		}
		for i := range n {
			data.put(weight(i))
		}
		data.pad()
	}
	chance := func(int) float32 { return float32(random.NormFloat64() / 2) }
	one := func(int) float32 { return 1 }
	add("token_embd.weight", chance, tinyWidth, len(tokens))
	add("output_norm.weight", one, tinyWidth)
	add("output.weight", func(i int) float32 {
		if token := i / tinyWidth; token != 2 && kinds[token] != 1 { // only words, and the end of the answer
			return 0
		}
		return chance(i)
	}, tinyWidth, len(tokens))
	add("blk.0.attn_norm.weight", one, tinyWidth)
	add("blk.0.ffn_norm.weight", one, tinyWidth)
	for _, name := range []string{"attn_q", "attn_k", "attn_v", "attn_output"} {
		add("blk.0."+name+".weight", chance, tinyWidth, tinyWidth)
	}
	add("blk.0.ffn_gate.weight", chance, tinyWidth, tinyInner)
	add("blk.0.ffn_up.weight", chance, tinyWidth, tinyInner)
	add("blk.0.ffn_down.weight", chance, tinyInner, tinyWidth)

	var file gguf
	file.WriteString("GGUF")
	file.put(uint32(3))
	file.put(tensors.count)
	file.put(head.count)
	file.Write(head.Bytes())
	file.Write(tensors.Bytes())
	file.pad()
	file.Write(data.Bytes())
	return file.Bytes()
}

// tinyTokens are the three special tokens, one for each byte, and the words.
func tinyTokens() (tokens []string, kinds []int32, scores []float32) {
	tokens, kinds = []string{"<unk>", "<s>", "</s>"}, []int32{2, 3, 3}
	for b := range 256 {
		tokens, kinds = append(tokens, fmt.Sprintf("<0x%02X>", b)), append(kinds, 6)
	}
	scores = make([]float32, len(tokens))
	for i, word := range strings.Fields(tinyWords) {
		tokens, kinds, scores = append(tokens, "\u2581"+word), append(kinds, 1), append(scores, -float32(i))
	}
	return tokens, kinds, scores
}

// gguf is a part of a file that is being written, little-endian.
type gguf struct {
	bytes.Buffer

	count uint64 // of facts or tensors
}

func (g *gguf) put(v any) {
	if s, ok := v.(string); ok {
		g.put(uint64(len(s)))
		g.WriteString(s)
		return
	}
	_ = binary.Write(&g.Buffer, binary.LittleEndian, v) // a buffer takes everything
}

func (g *gguf) fact(key string, kind uint32, v any) {
	g.count++
	g.put(key)
	g.put(kind)
	switch v := v.(type) {
	case []string:
		g.put(uint32(ggufString))
		g.put(uint64(len(v)))
		for _, s := range v {
			g.put(s)
		}
	case []int32:
		g.put(uint32(ggufInt32))
		g.put(uint64(len(v)))
		g.put(v)
	case []float32:
		g.put(uint32(ggufFloat))
		g.put(uint64(len(v)))
		g.put(v)
	default:
		g.put(v)
	}
}

// tensor describes one of numbers of 32 bits that stands at an offset of the data.
func (g *gguf) tensor(name string, offset int, sizes []int) {
	g.count++
	g.put(name)
	g.put(uint32(len(sizes))) //nolint:gosec // one or two
	for _, size := range sizes {
		g.put(uint64(size)) //nolint:gosec // above zero
	}
	g.put(uint32(0))
	g.put(uint64(offset)) //nolint:gosec // above zero
}

func (g *gguf) pad() {
	const alignment = 32
	g.Write(make([]byte, (alignment-g.Len()%alignment)%alignment))
}
