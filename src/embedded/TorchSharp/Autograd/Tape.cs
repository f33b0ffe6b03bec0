using System.Runtime.CompilerServices;
using TorchSharp.Storage;
using static TorchSharp.torch;

namespace TorchSharp.Autograd;

/// <summary>Records operations. Where no input needs a gradient this costs an operation a null check for each input.</summary>
internal static class Tape
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Records(Tensor input) => MayRecord(input.Impl) && NeedsGrad(input.Impl);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Records(Tensor a, Tensor b) =>
        (MayRecord(a.Impl) || MayRecord(b.Impl)) && (NeedsGrad(a.Impl) || NeedsGrad(b.Impl));

    public static bool Records(Tensor a, Tensor b, Tensor? c) => Records(a, b) || (c is not null && Records(c));

    public static bool Records(ReadOnlySpan<Tensor> inputs)
    {
        foreach (var input in inputs)
        {
            if (Records(input))
                return true;
        }
        return false;
    }

    /// <summary>Gives a result the history of an operation.</summary>
    /// <param name="result">The result; a view of an input or a tensor of its own.</param>
    /// <param name="name">The operation's name, for errors.</param>
    /// <param name="inputs">The inputs; null for those that have no gradient.</param>
    /// <param name="saved">What the rule reads.</param>
    /// <param name="rule">The gradients of the inputs.</param>
    public static Tensor Record(Tensor result, string name, ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor?> saved, Rule rule)
    {
        if (!ElementTypes.IsFloating(result.dtype))
            return result;
        var edges = new Edge[inputs.Length];
        for (int i = 0; i < edges.Length; i++)
            edges[i] = Edge.To(inputs[i]?.Impl);
        var kept = new SavedTensor?[saved.Length];
        for (int i = 0; i < kept.Length; i++)
            kept[i] = saved[i] is { } tensor ? new SavedTensor(tensor) : null;
        var impl = result.Impl;
        if (impl.Base is not null && !SharesMemory(impl, inputs))
            // A view of something that the operation made for itself: to the outside it is a tensor of its own.
            impl.Base = null;
        var history = History.Of(impl);
        history.SetNode(impl, new Node(name, edges, kept, rule));
        impl.BaseGeneration = impl.Base?.History?.Generation ?? 0;
        return result;
    }

    private static bool SharesMemory(TensorImpl result, ReadOnlySpan<Tensor?> inputs)
    {
        foreach (var input in inputs)
        {
            if (input is not null && ReferenceEquals(input.Impl.Storage, result.Storage))
                return true;
        }
        return false;
    }

    /// <summary>An error when a tensor that needs a gradient is about to be written to by an operation without a rule.</summary>
    public static void CheckWrite(Tensor target, string operation)
    {
        if (!Records(target))
            return;
        CheckLeaf(target.Impl);
        throw new InvalidOperationException($"{operation}: the tensor {Layout.Show(target.Sizes)} needs a gradient, and the operation "
            + "has none. Use it under no_grad(), or on detach().");
    }

    /// <summary>An error when a leaf, or a view of one, is about to be written to while gradients are recorded.</summary>
    public static void CheckLeaf(TensorImpl impl)
    {
        if (impl.History is { RequiresGrad: true, Node: null })
            throw new InvalidOperationException("A leaf Variable that requires grad is being used in an in-place operation: "
                + $"{impl.DType} {Layout.Show(impl.Sizes)}. Write to it under no_grad(), or to a clone().");
        if (impl.Base is { History: { RequiresGrad: true, Node: null } } whole)
            throw new InvalidOperationException("A view of a leaf Variable that requires grad is being used in an in-place operation: "
                + $"{Layout.Show(impl.Sizes)} of {whole.DType} {Layout.Show(whole.Sizes)}. Write to it under no_grad(), or to a clone().");
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool MayRecord(TensorImpl impl) => impl.History is not null || impl.Base?.History is not null;

    private static bool NeedsGrad(TensorImpl impl) => GradMode.Enabled && History.Requires(impl);
}
