using TorchSharp.Kernels;

namespace TorchSharp.Tests.Kernels;

public sealed unsafe class AttentionTests
{
    private static readonly (int T, int S, int D)[] Shapes = [(1, 1, 1), (1, 40, 64), (5, 5, 8), (16, 16, 33), (30, 30, 64), (33, 70, 64), (70, 33, 32), (100, 100, 20)];

    [Test]
    public void The_output_is_near_the_one_in_double_precision([Values] bool causal, [Values] bool masked)
    {
        foreach ((int t, int s, int d) in Shapes)
        {
            using Buffer q = Buffer.Random(t * (d + 1), 1), k = Buffer.Random(s * (d + 2), 2), v = Buffer.Random(s * (d + 3), 3), o = new(t * (d + 4));
            using Buffer mask = Buffer.Random(t * (s + 5), 4);
            for (int i = 0; i < t; i++)
            {
                // Key 0 stays visible everywhere.
                for (int j = 1; j < s; j += 3)
                {
                    mask.Values[(i * (s + 5)) + j] = float.NegativeInfinity;
                }
            }
            Attention.Forward(q.Data, d + 1, k.Data, d + 2, v.Data, d + 3, t, s, d, 0.3f, causal, masked ? mask.Data : null, s + 5, o.Data, d + 4);
            for (int i = 0; i < t; i++)
            {
                int visible = causal ? Math.Min(s, i + 1) : s;
                double[] weights = new double[visible];
                for (int j = 0; j < visible; j++)
                {
                    double score = 0;
                    for (int l = 0; l < d; l++)
                    {
                        score += (double)q.Values[(i * (d + 1)) + l] * k.Values[(j * (d + 2)) + l];
                    }
                    weights[j] = Math.Exp((score * 0.3f) + (masked ? mask.Values[(i * (s + 5)) + j] : 0));
                }
                for (int l = 0; l < d; l++)
                {
                    // Scores are of order 1 and the weights sum to 1: a few units of 2^-24 each.
                    double expected = weights.Select((w, j) => w * v.Values[(j * (d + 3)) + l]).Sum() / weights.Sum();
                    Assert.That(o.Values[(i * (d + 4)) + l], Is.EqualTo(expected).Within(2e-6), $"row {i}, column {l} of {t}x{s}x{d}");
                }
                Assert.That(o.Values[((i * (d + 4)) + d)..((i + 1) * (d + 4))].ToArray(), Has.All.NaN, "nothing may be written between the rows");
            }
        }
    }

    [Test]
    public void A_row_of_a_longer_sequence_has_the_bits_of_the_shorter_one()
    {
        const int length = 75, d = 64;
        using Buffer q = Buffer.Random(length * d, 1), k = Buffer.Random(length * d, 2), v = Buffer.Random(length * d, 3), whole = new(length * d), part = new(length * d);
        Attention.Forward(q.Data, d, k.Data, d, v.Data, d, length, length, d, 0.125f, true, null, 0, whole.Data, d);
        foreach (int prefix in new[] { 1, 2, 14, 15, 31, 32, 33, 50, 74 })
        {
            part.Values.Fill(float.NaN);
            Attention.Forward(q.Data, d, k.Data, d, v.Data, d, prefix, prefix, d, 0.125f, true, null, 0, part.Data, d);
            Assert.That(Buffer.FirstDifference(part.Values[..(prefix * d)], whole.Values), Is.EqualTo(-1), $"prefix of {prefix}");
        }
        for (int i = 0; i < length; i++)
        {
            // Decoding: one query, the keys so far.
            Attention.Forward(q.Data + (i * d), d, k.Data, d, v.Data, d, 1, i + 1, d, 0.125f, false, null, 0, part.Data, d);
            Assert.That(Buffer.FirstDifference(part.Values[..d], whole.Values[(i * d)..]), Is.EqualTo(-1), $"row {i} alone");
        }
    }

    [Test]
    public void What_stands_behind_the_last_visible_key_does_not_matter()
    {
        const int length = 40, d = 32;
        using Buffer q = Buffer.Random(length * d, 1), k = Buffer.Random(length * d, 2), v = Buffer.Random(length * d, 3), before = new(length * d), after = new(length * d);
        Attention.Forward(q.Data, d, k.Data, d, v.Data, d, length, length, d, 0.2f, true, null, 0, before.Data, d);
        k.Values[(35 * d)..].Fill(float.NaN);
        v.Values[(35 * d)..].Fill(float.PositiveInfinity);
        Attention.Forward(q.Data, d, k.Data, d, v.Data, d, length, length, d, 0.2f, true, null, 0, after.Data, d);
        Assert.That(Buffer.FirstDifference(before.Values[..(35 * d)], after.Values), Is.EqualTo(-1));
    }

    [Test]
    public void The_output_is_the_chain_of_the_softmax_of_the_chain_of_scores()
    {
        const int t = 20, s = 45, d = 48;
        using Buffer q = Buffer.Random(t * d, 1), k = Buffer.Random(s * d, 2), v = Buffer.Random(s * d, 3), o = new(t * d), row = new(s);
        Attention.Forward(q.Data, d, k.Data, d, v.Data, d, t, s, d, 0.4f, false, null, 0, o.Data, d);
        for (int i = 0; i < t; i++)
        {
            for (int j = 0; j < s; j++)
            {
                float score = 0;
                for (int l = 0; l < d; l++)
                {
                    score = MathF.FusedMultiplyAdd(q.Values[(i * d) + l], k.Values[(j * d) + l], score);
                }
                row.Values[j] = score * 0.4f;
            }
            Reductions.Softmax(row.Data, row.Data, s);
            for (int l = 0; l < d; l++)
            {
                float sum = 0;
                for (int j = 0; j < s; j++)
                {
                    sum = MathF.FusedMultiplyAdd(row.Values[j], v.Values[(j * d) + l], sum);
                }
                Assert.That(BitConverter.SingleToInt32Bits(o.Values[(i * d) + l]), Is.EqualTo(BitConverter.SingleToInt32Bits(sum)), $"row {i}, column {l}");
            }
        }
    }

    [Test]
    public void A_row_that_the_mask_hides_entirely_gives_zeros()
    {
        using Buffer x = Buffer.Random(2 * 8, 1), mask = new([float.NegativeInfinity, float.NegativeInfinity, 0, 0]), o = new(2 * 8);
        Attention.Forward(x.Data, 8, x.Data, 8, x.Data, 8, 2, 2, 8, 1, false, mask.Data, 2, o.Data, 8);
        Assert.That(o.Values[..8].ToArray(), Has.All.Zero);
        Assert.That(o.Values[8..].ToArray(), Has.None.NaN);
    }
}
