namespace TorchSharp.Kernels;

/// <summary>
/// Scaled dot-product attention of one head. Scores are chains of fused multiply-adds over d, times scale, plus the mask; the softmax of a row goes
/// over its visible keys; an output is a chain over the visible keys ascending. So a row's result depends on nothing behind its last key, and not on
/// which rows are computed with it. Keys and values are packed once for all query heads that share them.
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
        AttentionHead head = new()
        {
            Family = family, Q = q, StepQ = ldq, K = k, StepK = ldk, V = v, StepV = ldv, T = t, S = s, D = d, Scale = scale, First = first,
            Mask = mask, StepMask = ldMask, O = o, StepO = ldo,
        };
        Pack(&head, Scratch.Floats(Scratch.Use.AttentionKeysAndValues, PackedLength(&head)));
        Rows(&head, 0, head.RowPanels);
    }

    /// <summary>The floats that the packed keys and values of a head take.</summary>
    internal static nint PackedLength(AttentionHead* head) =>
        (head->PaddedKeys * head->D) + (head->ReadsValuesInPlace ? 0 : (head->D + Packing.Width - 1) / Packing.Width * Packing.Width * head->S);

    /// <summary>Brings keys and values into the order in which <see cref="Rows"/> reads them. Heads with the same keys and values may share it.</summary>
    internal static void Pack(AttentionHead* head, float* packed)
    {
        nint d = head->D, s = head->S;
        head->Keys = packed;
        for (nint at = 0; at < head->PaddedKeys; at += Packing.Width)
        {
            Packing.Panel(head->K + (at * head->StepK), head->StepK, 1, Math.Min(Packing.Width, s - at), d, packed + (at * d));
        }

        // Few rows read the values where they are; many rows, or a partial last panel, from a packed copy.
        head->Values = head->V;
        (head->StepValues, head->ValuePanel) = (head->StepV, Packing.Width);
        if (!head->ReadsValuesInPlace)
        {
            head->Values = packed + (head->PaddedKeys * d);
            (head->StepValues, head->ValuePanel) = (Packing.Width, s * Packing.Width);
            for (nint at = 0; at < d; at += Packing.Width)
            {
                Packing.Panel(head->V + at, 1, head->StepV, Math.Min(Packing.Width, d - at), s, head->Values + (at * s));
            }
        }
    }

    /// <summary>The outputs of the row panels from..to-1 of a head whose keys and values are packed, in the calling thread.</summary>
    internal static void Rows(AttentionHead* head, nint from, nint to)
    {
        KernelFamily* family = head->Family;
        nint t = head->T, s = head->S, d = head->D, panels = head->RowPanels, padded = head->PaddedKeys;
        nint highest = panels == 0 ? 0 : (t + panels - 1) / panels;
        float* queries = Scratch.Floats(Scratch.Use.AttentionQueries, highest * d);
        float* scores = Scratch.Floats(Scratch.Use.AttentionScores, highest * padded);
        float* weights = Scratch.Floats(Scratch.Use.AttentionWeights, highest * s);
        for (nint panel = from; panel < to; panel++)
        {
            nint row = panel * t / panels, rows = ((panel + 1) * t / panels) - row;
            nint fewest = head->Visible(row), most = head->Visible(row + rows - 1);
            float* o = head->O + (row * head->StepO);
            Packing.Transpose(head->Q + (row * head->StepQ), head->StepQ, rows, d, queries, rows);
            nint width = (most + Packing.Width - 1) / Packing.Width * Packing.Width;
            MatrixProduct.RunRows(family, queries, rows, head->Keys, Packing.Width, d * Packing.Width, width, d, scores, padded, false);
            float* mask = head->Mask == null ? null : head->Mask + (row * head->StepMask);
            Reductions.ScaledSoftmax(scores, padded, rows, fewest, s, head->Scale, mask, head->StepMask);

            // All rows of the panel share the first keys; what a later row sees beyond them goes on row by row.
            Packing.Transpose(scores, padded, rows, fewest, weights, rows);
            MatrixProduct.RunRows(family, weights, rows, head->Values, head->StepValues, head->ValuePanel, d, fewest, o, head->StepO, false);
            for (nint i = 1; i < rows; i++)
            {
                nint more = head->Visible(row + i) - fewest;
                if (more > 0)
                {
                    MatrixProduct.RunRows(family, scores + (i * padded) + fewest, 1, head->Values + (fewest * head->StepValues), head->StepValues,
                        head->ValuePanel, d, more, o + (i * head->StepO), head->StepO, true);
                }
            }
        }
    }
}

/// <summary>The operands of one head; those from Keys on are set by packing.</summary>
internal unsafe struct AttentionHead
{
    internal KernelFamily* Family;
    internal float* Q, K, V, Mask, O;
    internal nint StepQ, StepK, StepV, StepMask, StepO;
    internal nint T, S, D;
    internal float Scale;

    /// <summary>How many keys row 0 sees; each later row sees one more, as far as there are.</summary>
    internal nint First;

    internal float* Keys, Values;
    internal nint StepValues, ValuePanel;

    /// <summary>Panels of nearly equal height, none higher than the widest tile.</summary>
    internal readonly nint RowPanels => (T + Family->MaxRows - 1) / Family->MaxRows;

    internal readonly nint PaddedKeys => (S + Packing.Width - 1) / Packing.Width * Packing.Width;

    internal readonly bool ReadsValuesInPlace => RowPanels <= 1 && D % Packing.Width == 0;

    internal readonly nint Visible(nint row) => Math.Min(S, First + row);
}
