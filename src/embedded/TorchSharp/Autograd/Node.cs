using TorchSharp.Storage;
using static TorchSharp.torch;

namespace TorchSharp.Autograd;

/// <summary>The gradients of an operation's inputs, given the gradient of its output; null where none is needed.</summary>
internal delegate Tensor?[] Rule(Backward backward);

/// <summary>
/// One recorded operation. It is counted by its owners (the tensor that it made, and the operations that used that tensor), so
/// that what it saved is released as soon as nothing can reach it.
/// </summary>
internal sealed class Node
{
    private static long created;

    private readonly Rule rule;
    private readonly SavedTensor?[] saved;
    private int references = 1;

    /// <summary>Belongs to its maker, who hands this reference on.</summary>
    public Node(string name, Edge[] inputs, SavedTensor?[] saved, Rule rule)
    {
        Name = name;
        Inputs = inputs;
        this.saved = saved;
        this.rule = rule;
        Sequence = Interlocked.Increment(ref created);
    }

    public string Name { get; }

    public Edge[] Inputs { get; }

    /// <summary>Rises with the order of recording: an operation has a larger one than those whose results it used.</summary>
    public long Sequence { get; }

    /// <summary>The tensor that keeps its gradient though it is no leaf.</summary>
    public TensorImpl? Retaining { get; set; }

    public void Retain() => Interlocked.Increment(ref references);

    public void Release()
    {
        if (Interlocked.Decrement(ref references) != 0)
            return;
        // A loop instead of recursion: graphs can be deep.
        var dead = new Stack<Node>();
        dead.Push(this);
        while (dead.TryPop(out var node))
        {
            node.Free();
            foreach (var edge in node.Inputs)
            {
                edge.Leaf?.RemoveHandle();
                if (edge.Node is { } next && Interlocked.Decrement(ref next.references) == 0)
                    dead.Push(next);
            }
        }
    }

    /// <summary>Gives back what was saved; a second backward that needs it is an error.</summary>
    public void Free()
    {
        foreach (var tensor in saved)
            tensor?.Release();
    }

    public Tensor?[] Apply(Tensor gradient) => rule(new Backward(this, gradient));

    public Tensor Saved(int index) => saved[index]!.Unpack(Name);
}

/// <summary>What a rule sees: the gradient of the output, the saved tensors, and which inputs need a gradient.</summary>
internal readonly struct Backward(Node node, Tensor gradient)
{
    public Tensor Gradient { get; } = gradient;

    public Tensor this[int index] => node.Saved(index);

    public bool Needs(int input) => node.Inputs[input].IsNeeded;

    public long[] Shape(int input) => node.Inputs[input].Shape;

    /// <summary>Zeros in the shape of an input, with the gradient's type.</summary>
    public Tensor Zeros(int input) => zeros(node.Inputs[input].Shape, Gradient.dtype);
}
