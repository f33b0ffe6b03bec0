using static TorchSharp.torch;

namespace TorchSharp.Tests.Laws;

public class ViewLaws
{
    [FsCheck.NUnit.Property(MaxTest = 100)]
    public void A_chain_of_views_reads_what_a_naive_gather_reads(int seed)
    {
        using var scope = NewDisposeScope();
        var make = new ShapeGenerator(seed);
        var source = make.Numbers(make.Shape(1));
        var (view, toSource) = make.View(source, 4);
        var flat = view.reshape(-1).data<float>().ToArray();

        int place = 0;
        foreach (var index in ShapeGenerator.Indices(view.shape))
        {
            float expected = ShapeGenerator.At(source, toSource(index));
            Assert.That(ShapeGenerator.At(view, index), Is.EqualTo(expected), $"{source} as {view} at [{string.Join(", ", index)}]");
            Assert.That(flat[place++], Is.EqualTo(expected), "reshape");
        }
    }

    [FsCheck.NUnit.Property(MaxTest = 60)]
    public void What_is_written_to_a_view_stands_in_its_source_and_nowhere_else(int seed)
    {
        using var scope = NewDisposeScope();
        var make = new ShapeGenerator(seed);
        var source = make.Numbers(make.Shape(1));
        var expected = source.clone();
        var (view, toSource) = make.View(source, 3);
        foreach (var index in ShapeGenerator.Indices(view.shape))
        {
            var at = toSource(index);
            expected.data<float>()[at.Length == 1 ? [at[0]] : at] = 9;
        }

        view.fill_(9);

        Assert.That(ShapeGenerator.Bits(source), Is.EqualTo(ShapeGenerator.Bits(expected)));
    }

    [FsCheck.NUnit.Property(MaxTest = 60)]
    public void Cat_of_chunks_is_the_tensor(int seed)
    {
        using var scope = NewDisposeScope();
        var make = new ShapeGenerator(seed);
        var (x, _) = make.View(make.Numbers([5, 6, 4]), 2);
        if (x.ndim == 0)
            return;
        int dim = make.Choose((int)x.ndim);
        long pieces = make.Size(5);

        Assert.Multiple(() =>
        {
            Assert.That(cat(x.chunk(pieces, dim), dim), Is.EqualTo(x));
            Assert.That(cat(x.split(pieces, dim), dim), Is.EqualTo(x));
            Assert.That(stack(x.unbind(dim), dim), Is.EqualTo(x));
        });
    }

    [FsCheck.NUnit.Property(MaxTest = 60)]
    public void A_view_has_the_strides_that_reshape_to_its_own_shape_keeps(int seed)
    {
        using var scope = NewDisposeScope();
        var make = new ShapeGenerator(seed);
        var (view, _) = make.View(make.Numbers([4, 6, 2]), 2);

        // Splitting a dimension never needs a copy; joining what was split gives the view back.
        var split = view.ndim == 0 ? view : view.unflatten(0, [1, view.shape[0]]);

        Assert.That(view.ndim == 0 ? split : split.flatten(0, 1), Is.EqualTo(view));
        Assert.That(split.storage_offset(), Is.EqualTo(view.storage_offset()));
    }

    [FsCheck.NUnit.Property(MaxTest = 60)]
    public void Flip_roll_and_repeat_undo_themselves(int seed)
    {
        using var scope = NewDisposeScope();
        var make = new ShapeGenerator(seed);
        var x = make.Numbers(make.Shape(1, 3));
        int dim = make.Choose((int)x.ndim);
        long shift = make.Size(5);

        Assert.Multiple(() =>
        {
            Assert.That(x.flip(dim).flip(dim), Is.EqualTo(x));
            Assert.That(x.roll(shift, dim).roll(-shift, dim), Is.EqualTo(x));
            Assert.That(x.repeat_interleave(3, dim).index_select(dim, arange(0, 3 * x.shape[dim], 3)), Is.EqualTo(x));
            if (x.ndim > 1)
                Assert.That(x.tril() + x.triu(1), Is.EqualTo(x));
        });
    }
}
