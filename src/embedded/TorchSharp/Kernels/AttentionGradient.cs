using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace TorchSharp.Kernels;

/// <summary>
/// The gradient of scaled dot-product attention of one head, with the bits of the operations one by one: products by <see cref="MatrixProduct"/> (so an
/// element depends on its chain alone, not on which side was turned), the softmax of the visible keys, and elementwise steps that are each rounded. Keys
/// behind a row's last visible one have the weight 0, which adds nothing to a chain or a sum.
/// </summary>
internal static unsafe class AttentionGradient
{
    private const int Lanes = 16;

    /// <summary>Rows whose softmax is computed at once.</summary>
    private const nint RowsOfSoftmax = 16;

    /// <summary>
    /// The gradients of a head's queries [t, d], keys [s, d] and values [s, d], each in one piece, or null where none is wanted. The head's O is read: it
    /// is the gradient of the output; packed keys and values, and the mask, are not used.
    /// </summary>
    internal static void Backward(AttentionHead* head, float* queries, float* keys, float* values)
    {
        nint t = head->T, s = head->S, d = head->D, padded = head->PaddedKeys;
        float* weights = Scratch.Floats(Scratch.Use.AttentionGradientWeights, t * padded);
        Weights(head, weights, padded);
        if (values != null)
        {
            TurnedProduct(head->O, head->StepO, t, d, weights, 1, padded, s, 1, values);
        }
        if (queries == null && keys == null)
        {
            return;
        }
        float* inner = Scratch.Floats(Scratch.Use.AttentionGradientScores, t * padded);
        MatrixProduct.Multiply(head->O, head->StepO, t, head->V, head->StepV, 1, s, d, inner, padded);
        for (nint row = 0; row < t; row++)
        {
            ThroughSoftmax(inner + (row * padded), weights + (row * padded), head->Visible(row), padded);
        }
        if (queries != null)
        {
            TurnedProduct(head->K, head->StepK, s, d, inner, padded, 1, t, head->Scale, queries);
        }
        if (keys != null)
        {
            TurnedProduct(head->Q, head->StepQ, t, d, inner, 1, padded, s, head->Scale, keys);
        }
    }

    // The softmax of the scores in rows of padded keys, with zeros behind what a row sees.
    private static void Weights(AttentionHead* head, float* weights, nint padded)
    {
        nint t = head->T, s = head->S;
        MatrixProduct.Multiply(head->Q, head->StepQ, t, head->K, head->StepK, 1, s, head->D, weights, padded);
        for (nint row = 0; row < t; row += RowsOfSoftmax)
        {
            nint rows = Math.Min(RowsOfSoftmax, t - row);
            Reductions.ScaledSoftmax(weights + (row * padded), padded, rows, head->Visible(row), s, head->Scale, null, 0);
        }
        for (nint row = 0; row < t; row++)
        {
            nint visible = head->Visible(row);
            new Span<float>(weights + (row * padded) + visible, checked((int)(padded - visible))).Clear();
        }
    }

    // In place, the gradient of a row of scores from that of its weights: g w - w sum(g w), rounded after every step.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ThroughSoftmax(float* gradient, float* weights, nint visible, nint padded)
    {
        new Span<float>(gradient + visible, (int)(padded - visible)).Clear();
        for (nint i = 0; i < visible; i += Lanes)
        {
            (Vector512.Load(gradient + i) * Vector512.Load(weights + i)).Store(gradient + i);
        }
        Vector512<float> sum = Vector512.Create(Reductions.Sum(gradient, visible));
        for (nint i = 0; i < visible; i += Lanes)
        {
            (Vector512.Load(gradient + i) - (Vector512.Load(weights + i) * sum)).Store(gradient + i);
        }
    }

    // result[n, d] = scale (B left) for left[k, d] and B(n, k) = b[n * strideN + k * strideK]. Computed as its transpose: a head is narrow, and
    // as columns it would leave much of a panel unused.
    private static void TurnedProduct(float* left, nint stepLeft, nint k, nint d, float* b, nint strideN, nint strideK, nint n, float scale, float* result)
    {
        float* turned = Scratch.Floats(Scratch.Use.AttentionGradientTurned, d * (k + n)), product = turned + (d * k);
        Packing.Transpose(left, stepLeft, k, d, turned, k);
        MatrixProduct.Multiply(turned, k, d, b, strideN, strideK, n, k, product, n);
        Packing.Transpose(product, n, d, n, result, d);
        if (scale != 1)
        {
            Elementwise.Mul(result, scale, result, n * d);
        }
    }
}
