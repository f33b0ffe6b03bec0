namespace TorchSharp.Kernels;

/// <summary>
/// Scaled dot-product attention of one head. Scores are chains of fused multiply-adds over d, times scale, plus the mask; the softmax of a row goes
/// over its visible keys; an output is a chain over the visible keys ascending. So a row's result depends on nothing behind its last key.
/// </summary>
internal static unsafe class Attention
{
    /// <summary>
    /// O[t, d] from Q[t, d], K[s, d] and V[s, d], each with its row stride. Causal: row i sees keys 0..i. The mask is additive, [t, s], or null; a row that it
    /// hides entirely gives zeros.
    /// </summary>
    internal static void Forward(float* q, nint ldq, float* k, nint ldk, float* v, nint ldv, nint t, nint s, nint d, float scale, bool causal,
        float* mask, nint ldMask, float* o, nint ldo) =>
        Forward(KernelFamily.Current, q, ldq, k, ldk, v, ldv, t, s, d, scale, causal ? 1 : s, mask, ldMask, o, ldo);

    /// <summary>The same where row i sees the first min(s, first + i) keys: queries behind a cache of first - 1 positions.</summary>
    internal static void Forward(KernelFamily* family, float* q, nint ldq, float* k, nint ldk, float* v, nint ldv, nint t, nint s, nint d, float scale,
        nint first, float* mask, nint ldMask, float* o, nint ldo)
    {
        nint panels = (t + family->MaxRows - 1) / family->MaxRows, highest = panels == 0 ? 0 : (t + panels - 1) / panels;
        nint keyPanels = (s + Packing.Width - 1) / Packing.Width, paddedKeys = keyPanels * Packing.Width;
        float* keys = Scratch.Floats(Scratch.Use.AttentionKeys, paddedKeys * d);
        for (nint panel = 0; panel < keyPanels; panel++)
        {
            nint at = panel * Packing.Width;
            Packing.Panel(k + (at * ldk), ldk, 1, Math.Min(Packing.Width, s - at), d, keys + (at * d));
        }

        // Few rows read the values where they are; many rows, or a partial last panel, from a packed copy.
        float* values = v;
        nint stepValues = ldv, valuePanel = Packing.Width;
        if (panels > 1 || d % Packing.Width != 0)
        {
            (stepValues, valuePanel) = (Packing.Width, s * Packing.Width);
            values = Scratch.Floats(Scratch.Use.AttentionValues, (d + Packing.Width - 1) / Packing.Width * valuePanel);
            for (nint at = 0; at < d; at += Packing.Width)
            {
                Packing.Panel(v + at, 1, ldv, Math.Min(Packing.Width, d - at), s, values + (at * s));
            }
        }

        float* queries = Scratch.Floats(Scratch.Use.AttentionQueries, highest * d);
        float* scores = Scratch.Floats(Scratch.Use.AttentionScores, highest * paddedKeys);
        float* weights = Scratch.Floats(Scratch.Use.AttentionWeights, highest * s);
        for (nint panel = 0; panel < panels; panel++)
        {
            nint row = panel * t / panels, rows = ((panel + 1) * t / panels) - row;
            nint fewest = Visible(row, first, s), most = Visible(row + rows - 1, first, s);
            Packing.Transpose(q + (row * ldq), ldq, rows, d, queries, rows);
            nint padded = (most + Packing.Width - 1) / Packing.Width * Packing.Width;
            MatrixProduct.RunRows(family, queries, rows, keys, Packing.Width, d * Packing.Width, padded, d, scores, paddedKeys, false);
            for (nint i = 0; i < rows; i++)
            {
                Weigh(scores + (i * paddedKeys), Visible(row + i, first, s), scale, mask == null ? null : mask + ((row + i) * ldMask));
            }

            // All rows of the panel share the first keys; what a later row sees beyond them goes on row by row.
            Packing.Transpose(scores, paddedKeys, rows, fewest, weights, rows);
            MatrixProduct.RunRows(family, weights, rows, values, stepValues, valuePanel, d, fewest, o + (row * ldo), ldo, false);
            for (nint i = 1; i < rows; i++)
            {
                nint more = Visible(row + i, first, s) - fewest;
                if (more > 0)
                {
                    MatrixProduct.RunRows(family, scores + (i * paddedKeys) + fewest, 1, values + (fewest * stepValues), stepValues, valuePanel, d, more,
                        o + ((row + i) * ldo), ldo, true);
                }
            }
        }
    }

    private static nint Visible(nint row, nint first, nint s) => Math.Min(s, first + row);

    private static void Weigh(float* scores, nint visible, float scale, float* mask)
    {
        Elementwise.Mul(scores, scale, scores, visible);
        if (mask != null)
        {
            Elementwise.Add(scores, mask, scores, visible);
            if (float.IsNegativeInfinity(Reductions.Max(scores, visible)))
            {
                new Span<float>(scores, checked((int)visible)).Clear();
                return;
            }
        }
        Reductions.Softmax(scores, scores, visible);
    }
}
