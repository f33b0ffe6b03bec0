using TorchSharp.Storage;
using static TorchSharp.torch;

namespace TorchSharp.Autograd;

/// <summary>
/// Runs recorded operations backward, on the calling thread and in one order: the latest first. Gradients that meet are added in
/// the order in which they arrive, so the bits of a gradient depend on the recorded operations alone.
/// </summary>
internal sealed class Engine
{
    private readonly PriorityQueue<Node, long> queue = new();
    private readonly Dictionary<Node, Tensor> pending = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<object, Tensor?>? captured;
    private readonly HashSet<Node>? needed;
    private readonly bool accumulateCaptured;
    private readonly bool retainGraph;

    private Engine(bool retainGraph, Dictionary<object, Tensor?>? captured, HashSet<Node>? needed, bool accumulateCaptured)
    {
        this.retainGraph = retainGraph;
        this.captured = captured;
        this.needed = needed;
        this.accumulateCaptured = accumulateCaptured;
    }

    /// <summary>
    /// Runs backward from some outputs. Without inputs the gradients go into the leaves; with them only into these, or, when
    /// <paramref name="accumulate"/> is false, into the result.
    /// </summary>
    public static Tensor?[] Run(IList<Tensor> outputs, IList<Tensor> gradients, IList<Tensor>? inputs, bool retainGraph, bool accumulate)
    {
        using var mode = new GradMode(false);
        using var scope = NewDisposeScope();
        Dictionary<object, Tensor?>? captured = null;
        HashSet<Node>? needed = null;
        if (inputs is not null)
        {
            captured = new Dictionary<object, Tensor?>(ReferenceEqualityComparer.Instance);
            foreach (var input in inputs)
                captured[Key(input.Impl)] = null;
            needed = Reaching(outputs, captured);
        }
        var engine = new Engine(retainGraph, captured, needed, accumulate);
        for (int i = 0; i < outputs.Count; i++)
        {
            var impl = outputs[i].Impl;
            var start = new Edge(impl.History!.Node, impl.History.Node is null ? impl : null, impl.Sizes, impl.DType);
            engine.Deliver(start, gradients[i].alias());
        }
        engine.Drain();
        if (inputs is null)
            return [];
        var results = new Tensor?[inputs.Count];
        for (int i = 0; i < results.Length; i++)
        {
            var gradient = captured![Key(inputs[i].Impl)];
            if (accumulate && gradient is not null)
                Accumulate(inputs[i].Impl, gradient);
            else
                results[i] = gradient is null ? null : Tensor.Of(Owned(gradient)).MoveToOuterDisposeScope();
        }
        return results;
    }

    private static object Key(TensorImpl impl)
    {
        History.Refresh(impl);
        return impl.History?.Node is { } node ? node : impl;
    }

    /// <summary>The operations through which a gradient reaches one of the captured tensors.</summary>
    private static HashSet<Node> Reaching(IList<Tensor> outputs, Dictionary<object, Tensor?> captured)
    {
        var seen = new HashSet<Node>(ReferenceEqualityComparer.Instance);
        var open = new Stack<Node>();
        foreach (var output in outputs)
        {
            if (output.Impl.History!.Node is { } node && seen.Add(node))
                open.Push(node);
        }
        while (open.TryPop(out var node))
        {
            foreach (var edge in node.Inputs)
            {
                if (edge.Node is { } next && seen.Add(next))
                    open.Push(next);
            }
        }
        var needed = new HashSet<Node>(ReferenceEqualityComparer.Instance);
        foreach (var node in seen.OrderBy(node => node.Sequence))
        {
            if (captured.ContainsKey(node) || node.Inputs.Any(edge => (edge.Leaf is not null && captured.ContainsKey(edge.Leaf))
                || (edge.Node is not null && needed.Contains(edge.Node))))
                needed.Add(node);
        }
        return needed;
    }

    private void Drain()
    {
        while (queue.TryDequeue(out var node, out _))
        {
            pending.Remove(node, out var gradient);
            if (captured is not null && captured.ContainsKey(node))
                captured[node] = gradient!.alias();
            if (captured is null && node.Retaining is { } retaining)
                Accumulate(retaining, gradient!);
            Apply(node, gradient!);
            gradient!.Dispose();
            if (!retainGraph)
                node.Free();
        }
    }

    private void Apply(Node node, Tensor gradient)
    {
        if (needed is not null && !node.Inputs.Any(Goes))
            return;
        using var scope = NewDisposeScope();
        var results = node.Apply(gradient);
        for (int i = 0; i < results.Length; i++)
        {
            if (results[i] is not { } result || !Goes(node.Inputs[i]))
                continue;
            var fitted = Fit(result, node.Inputs[i]);
            Deliver(node.Inputs[i], scope.MoveToOuter(fitted.alias()));
        }
    }

    private bool Goes(Edge edge) => needed is null ? edge.IsNeeded
        : edge.Node is not null ? needed.Contains(edge.Node) : edge.Leaf is not null && captured!.ContainsKey(edge.Leaf);

    /// <summary>Takes over the gradient.</summary>
    private void Deliver(Edge edge, Tensor gradient)
    {
        if (edge.Node is { } node)
        {
            if (pending.Remove(node, out var before))
            {
                pending[node] = before.add(gradient);
                before.Dispose();
                gradient.Dispose();
                // The sum was made in the scope of the operation that sent its second part.
                pending[node].DetachFromDisposeScope();
                return;
            }
            pending[node] = gradient.DetachFromDisposeScope();
            queue.Enqueue(node, -node.Sequence);
            return;
        }
        var leaf = edge.Leaf!;
        if (captured is null)
        {
            Accumulate(leaf, gradient);
        }
        else if (captured.TryGetValue(leaf, out var before))
        {
            captured[leaf] = before is null ? gradient.alias().DetachFromDisposeScope() : before.add(gradient).DetachFromDisposeScope();
            before?.Dispose();
        }
        gradient.Dispose();
    }

    /// <summary>Undoes broadcasting and promotion: sums over the dimensions that were repeated, and converts.</summary>
    private static Tensor Fit(Tensor gradient, Edge edge)
    {
        var result = SumTo(gradient, edge.Shape);
        return result.dtype == edge.Type ? result : result.to_type(edge.Type);
    }

    public static Tensor SumTo(Tensor gradient, long[] shape)
    {
        if (gradient.Sizes.AsSpan().SequenceEqual(shape))
            return gradient;
        int lead = gradient.Rank - shape.Length;
        if (lead < 0)
            return gradient.expand(shape);
        var dims = new List<long>();
        for (int i = 0; i < gradient.Rank; i++)
        {
            if (i < lead || (shape[i - lead] == 1 && gradient.Sizes[i] != 1))
                dims.Add(i);
        }
        var summed = dims.Count == 0 ? gradient : gradient.sum([.. dims], keepdim: true);
        return summed.reshape([.. summed.Sizes.AsSpan(lead)]).expand(shape);
    }

    private static void Accumulate(TensorImpl leaf, Tensor gradient)
    {
        var history = History.Of(leaf);
        if (history.Grad is not { } grad)
        {
            history.SetGrad(Owned(gradient));
            return;
        }
        using var sum = Tensor.Of(grad);
        sum.add_(gradient);
    }

    /// <summary>The gradient in memory that nothing else uses, in row-major order.</summary>
    private static TensorImpl Owned(Tensor gradient)
    {
        using var copy = gradient.clone();
        var impl = copy.Impl;
        impl.Storage.Retain();
        return TensorImpl.Of(impl.Storage, impl.Offset, impl.Sizes, impl.Strides, impl.DType);
    }
}
