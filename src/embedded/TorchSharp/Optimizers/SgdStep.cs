using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using TorchSharp.Modules;

namespace TorchSharp.Optimizers;

/// <summary>The step of SGD. As in TorchSharp, maximize turns the last sign only, so that weight decay turns with it.</summary>
internal readonly struct SgdStep<T> : IStep<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T decay, momentum, gradientWeight, rate;
    private readonly bool hasMomentum, nesterov, isFirst;

    /// <param name="options">The options of the group, all of them set.</param>
    /// <param name="isFirst">The momentum starts as the gradient.</param>
    public SgdStep(SGD.Options options, bool isFirst)
    {
        double lr = options.LearningRate!.Value;
        decay = T.CreateChecked(options.weight_decay!.Value);
        momentum = T.CreateChecked(options.momentum!.Value);
        gradientWeight = T.CreateChecked(1 - options.dampening!.Value);
        rate = T.CreateChecked(options.maximize!.Value ? lr : -lr);
        hasMomentum = options.momentum.Value != 0;
        nesterov = options.nesterov!.Value;
        this.isFirst = isFirst;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void At(ref Vector512<T> parameter, Vector512<T> gradient, ref Vector512<T> buffer, ref Vector512<T> second,
        ref Vector512<T> third)
    {
        if (decay != T.Zero)
            gradient += Vector512.Create(decay) * parameter;
        if (hasMomentum)
        {
            buffer = isFirst ? gradient : (buffer * Vector512.Create(momentum)) + (Vector512.Create(gradientWeight) * gradient);
            gradient = nesterov ? gradient + (Vector512.Create(momentum) * buffer) : buffer;
        }
        parameter += Vector512.Create(rate) * gradient;
    }
}
