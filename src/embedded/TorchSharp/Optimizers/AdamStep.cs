using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using TorchSharp.Modules;

namespace TorchSharp.Optimizers;

/// <summary>
/// The step of Adam and AdamW, in the order of operations of PyTorch's single-tensor implementation. Its numbers are worked in
/// double and rounded to the type of the elements.
/// </summary>
internal readonly struct AdamStep<T> : IStep<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T shrink, decay, squaresKept, squaresWeight, epsilon, correction, stepSize;
    private readonly Lerp<T> lerp;
    private readonly bool maximize, amsgrad;

    /// <param name="options">The options of the group, all of them set.</param>
    /// <param name="decoupled">Weight decay shrinks the parameters, as in AdamW; otherwise it is part of the gradient.</param>
    /// <param name="step">Which step of the parameter it is, the first being 1.</param>
    public AdamStep(AdamOptions options, bool decoupled, long step)
    {
        double lr = options.LearningRate!.Value, beta1 = options.beta1!.Value, beta2 = options.beta2!.Value;
        double weightDecay = options.weight_decay!.Value;
        shrink = T.CreateChecked(decoupled ? 1 - (lr * weightDecay) : 1);
        decay = T.CreateChecked(decoupled ? 0 : weightDecay);
        lerp = new Lerp<T>(T.CreateChecked(1 - beta1));
        squaresKept = T.CreateChecked(beta2);
        squaresWeight = T.CreateChecked(1 - beta2);
        epsilon = T.CreateChecked(options.eps!.Value);
        correction = T.CreateChecked(Math.Sqrt(1 - StepMath.Power(beta2, step)));
        stepSize = T.CreateChecked(-(lr / (1 - StepMath.Power(beta1, step))));
        maximize = options.maximize!.Value;
        amsgrad = options.amsgrad!.Value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void At(ref Vector512<T> parameter, Vector512<T> gradient, ref Vector512<T> average, ref Vector512<T> squares,
        ref Vector512<T> largest)
    {
        if (maximize)
            gradient = -gradient;
        parameter *= Vector512.Create(shrink);
        if (decay != T.Zero)
            gradient += Vector512.Create(decay) * parameter;
        average = lerp.At(average, gradient);
        squares = (squares * Vector512.Create(squaresKept)) + (Vector512.Create(squaresWeight) * gradient * gradient);
        var bounding = squares;
        if (amsgrad)
            bounding = largest = Vector512.Max(largest, squares);
        var denominator = (Vector512.Sqrt(bounding) / Vector512.Create(correction)) + Vector512.Create(epsilon);
        parameter += Vector512.Create(stepSize) * average / denominator;
    }
}
