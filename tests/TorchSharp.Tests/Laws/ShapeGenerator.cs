using static TorchSharp.torch;

namespace TorchSharp.Tests.Laws;

/// <summary>Random tensors, shapes and views for laws, from the seed that FsCheck draws.</summary>
internal sealed class ShapeGenerator(int seed)
{
    private readonly System.Random random = new(seed);

    public long Size(long most = 4) => random.NextInt64(1, most + 1);

    public int Choose(int count) => random.Next(count);

    public long[] Shape(int leastRank = 0, int mostRank = 4) =>
        [.. Enumerable.Range(0, random.Next(leastRank, mostRank + 1)).Select(_ => Size())];

    /// <summary>Two shapes that broadcast against each other.</summary>
    public (long[] A, long[] B) Broadcasting()
    {
        var common = Shape(1);
        long[] Thinned() => [.. common.Skip(random.Next(common.Length)).Select(size => random.Next(3) == 0 ? 1 : size)];
        return (random.Next(2) == 0 ? common : Thinned(), Thinned());
    }

    public Tensor Numbers(long[] shape, ScalarType type = ScalarType.Float32)
    {
        var values = new double[shape.Aggregate(1L, (count, size) => count * size)];
        for (int i = 0; i < values.Length; i++)
            values[i] = random.NextDouble() * 4 - 2;
        return tensor(values, shape).to(type);
    }

    /// <summary>A view by a chain of random steps, and by the same steps the row-major indices into the source that it must hold.</summary>
    public (Tensor View, Func<long[], long[]> ToSource) View(Tensor source, int steps)
    {
        Func<long[], long[]> toSource = index => index;
        var view = source;
        for (int step = 0; step < steps; step++)
        {
            var before = toSource;
            int rank = (int)view.ndim;
            if (rank == 0)
                break;
            int dim = random.Next(rank);
            switch (random.Next(4))
            {
                case 0:
                    var order = Enumerable.Range(0, rank).OrderBy(_ => random.Next()).Select(i => (long)i).ToArray();
                    view = view.permute(order);
                    toSource = index =>
                    {
                        var source = new long[index.Length];
                        for (int i = 0; i < index.Length; i++)
                            source[order[i]] = index[i];
                        return before(source);
                    };
                    break;
                case 1:
                    long start = random.NextInt64(view.shape[dim]), stride = Size(3);
                    var parts = Enumerable.Repeat(TensorIndex.Colon, rank).ToArray();
                    parts[dim] = TensorIndex.Slice(start, null, stride);
                    view = view[parts];
                    toSource = index => before([.. index.Select((place, i) => i == dim ? start + place * stride : place)]);
                    break;
                case 2:
                    long at = random.NextInt64(view.shape[dim]);
                    view = view.select(dim, at);
                    toSource = index => before([.. index[..dim], at, .. index[dim..]]);
                    break;
                default:
                    view = view.unsqueeze(dim);
                    toSource = index => before([.. index[..dim], .. index[(dim + 1)..]]);
                    break;
            }
        }
        return (view, toSource);
    }

    public static IEnumerable<long[]> Indices(long[] shape)
    {
        long count = shape.Aggregate(1L, (product, size) => product * size);
        for (long flat = 0; flat < count; flat++)
        {
            var index = new long[shape.Length];
            long rest = flat;
            for (int i = shape.Length - 1; i >= 0; i--)
                (rest, index[i]) = Math.DivRem(rest, shape[i]);
            yield return index;
        }
    }

    /// <summary>An element read the slow way.</summary>
    public static float At(Tensor tensor, long[] index)
    {
        var accessor = tensor.data<float>();
        return index.Length switch
        {
            0 => accessor[0],
            1 => accessor[index[0]],
            _ => accessor[index],
        };
    }

    /// <summary>The element that broadcasting reads at an index of the result.</summary>
    public static float AtBroadcast(Tensor tensor, long[] index)
    {
        var own = index[(index.Length - (int)tensor.ndim)..];
        return At(tensor, [.. own.Select((place, i) => tensor.shape[i] == 1 ? 0 : place)]);
    }

    public static byte[] Bits(Tensor tensor) => tensor.contiguous().bytes.ToArray();
}
