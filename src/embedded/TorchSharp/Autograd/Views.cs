using TorchSharp.Storage;
using static TorchSharp.torch;

namespace TorchSharp.Autograd;

/// <summary>
/// Windows on a tensor, as gradients see them: what is read through a window gives its gradient to that part of the whole, and
/// what is written through one takes its gradient from there.
/// </summary>
internal static class Views
{
    /// <summary>Reading the window <paramref name="part"/> of <paramref name="whole"/>.</summary>
    public static Node Window(TensorImpl whole, TensorImpl part)
    {
        CheckContiguous(whole);
        long offset = part.Offset - whole.Offset;
        long[] sizes = part.Sizes, strides = part.Strides;
        return new Node("as_strided", [Edge.To(whole)], [], b =>
        {
            var gradient = b.Zeros(0);
            AddTo(gradient, sizes, strides, offset, b.Gradient);
            return [gradient];
        });
    }

    /// <summary>A window's values replaced by <paramref name="value"/>: the new history of <paramref name="whole"/>.</summary>
    public static Node Replacement(TensorImpl whole, TensorImpl part, TensorImpl value, string name)
    {
        CheckContiguous(whole);
        long offset = part.Offset - whole.Offset;
        long[] sizes = part.Sizes, strides = part.Strides;
        return new Node(name, [Edge.To(whole), Edge.To(value)], [], b =>
        {
            var rest = b.Gradient.contiguous().clone();
            var window = rest.as_strided(sizes, strides, offset);
            var gradient = b.Needs(1) ? window.clone() : null;
            window.zero_();
            return [b.Needs(0) ? rest : null, gradient];
        });
    }

    /// <summary>Adds to a window, in row-major order where its elements overlap.</summary>
    public static unsafe void AddTo(Tensor target, long[] sizes, long[] strides, long offset, Tensor addend)
    {
        if (!Overlaps(sizes, strides))
        {
            target.as_strided(sizes, strides, offset).add_(addend);
            return;
        }
        var indices = empty(sizes, ScalarType.Int64);
        long* place = indices.Pointer<long>();
        var walk = new RowWalk(sizes, strides);
        while (walk.Next())
        {
            for (long i = 0; i < walk.Length; i++)
                *place++ = offset + walk.A + i * walk.StrideA;
        }
        target.view(-1).index_put_(addend.reshape(-1), [TensorIndex.Tensor(indices.view(-1))], accumulate: true);
    }

    private static bool Overlaps(long[] sizes, long[] strides)
    {
        // Sorted by stride, each dimension must step over everything that the smaller ones reach.
        var order = Enumerable.Range(0, sizes.Length).Where(i => sizes[i] > 1).OrderBy(i => strides[i]);
        long reach = 0;
        foreach (int i in order)
        {
            if (strides[i] <= reach)
                return true;
            reach += (sizes[i] - 1) * strides[i];
        }
        return false;
    }

    private static void CheckContiguous(TensorImpl whole)
    {
        if (!whole.IsContiguous)
            throw new InvalidOperationException($"The tensor {Layout.Show(whole.Sizes)} with strides {Layout.Show(whole.Strides)} was "
                + "written to through a view while gradients are recorded; that needs a contiguous tensor. Use contiguous() first.");
    }
}
