package main

import (
	"bytes"
	"cmp"
	"image"
	"image/color"
	"image/png"
	"maps"
	"slices"
)

// small writes a picture with 256 colours, in less than half of the bytes: those that it uses most, and those that are farthest from them,
// so that what is small and colourful keeps its colour.
func small(picture []byte) ([]byte, error) {
	full, err := png.Decode(bytes.NewReader(picture))
	if err != nil {
		return nil, err
	}
	bounds := full.Bounds()
	used := map[color.RGBA]int{}
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			used[plain(full.At(x, y))]++
		}
	}
	most := slices.SortedFunc(maps.Keys(used), func(a, b color.RGBA) int {
		return cmp.Or(cmp.Compare(used[b], used[a]), cmp.Compare(number(a), number(b)))
	})
	var colours color.Palette
	for _, c := range most[:min(len(most), 208)] {
		colours = append(colours, c)
	}
	for len(colours) < min(len(most), 256) {
		colours = append(colours, slices.MaxFunc(most, func(a, b color.RGBA) int { return cmp.Compare(away(colours, a), away(colours, b)) }))
	}
	nearest := map[color.RGBA]uint8{}
	for _, c := range most {
		nearest[c] = uint8(colours.Index(c))
	}
	few := image.NewPaletted(bounds, colours)
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			few.SetColorIndex(x, y, nearest[plain(full.At(x, y))])
		}
	}
	var out bytes.Buffer
	err = (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, few)
	return out.Bytes(), err
}

func plain(c color.Color) color.RGBA {
	return color.RGBAModel.Convert(c).(color.RGBA) //nolint:errcheck,forcetypeassert // that is what the model makes
}

// away is how far a colour is from the nearest of a palette.
func away(p color.Palette, c color.RGBA) int {
	n := plain(p[p.Index(c)])
	dr, dg, db := int(n.R)-int(c.R), int(n.G)-int(c.G), int(n.B)-int(c.B)
	return dr*dr + dg*dg + db*db
}

func number(c color.RGBA) int { return int(c.R)<<16 | int(c.G)<<8 | int(c.B) }
