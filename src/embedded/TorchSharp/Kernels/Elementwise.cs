using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace TorchSharp.Kernels;

/// <summary>Functions of contiguous elements; y may be x. Floats go by vectors (see VectorMath), doubles one by one (see ScalarMath).</summary>
internal static unsafe partial class Elementwise
{
    private const int Lanes = 16;

    internal static void Exp(float* x, float* y, nint count) => Map<ExpFunction>(x, y, count);

    internal static void Exp(double* x, double* y, nint count) => Map<ExpFunction>(x, y, count);

    internal static void Log(float* x, float* y, nint count) => Map<LogFunction>(x, y, count);

    internal static void Log(double* x, double* y, nint count) => Map<LogFunction>(x, y, count);

    internal static void Sin(float* x, float* y, nint count) => Map<SinFunction>(x, y, count);

    internal static void Sin(double* x, double* y, nint count) => Map<SinFunction>(x, y, count);

    internal static void Cos(float* x, float* y, nint count) => Map<CosFunction>(x, y, count);

    internal static void Cos(double* x, double* y, nint count) => Map<CosFunction>(x, y, count);

    internal static void Tanh(float* x, float* y, nint count) => Map<TanhFunction>(x, y, count);

    internal static void Tanh(double* x, double* y, nint count) => Map<TanhFunction>(x, y, count);

    internal static void Sigmoid(float* x, float* y, nint count) => Map<SigmoidFunction>(x, y, count);

    internal static void Sigmoid(double* x, double* y, nint count) => Map<SigmoidFunction>(x, y, count);

    /// <summary>x sigmoid(x).</summary>
    internal static void Silu(float* x, float* y, nint count) => Map<SiluFunction>(x, y, count);

    internal static void Silu(double* x, double* y, nint count) => Map<SiluFunction>(x, y, count);

    internal static void Sqrt(float* x, float* y, nint count) => Map<SqrtFunction>(x, y, count);

    internal static void Sqrt(double* x, double* y, nint count) => Map<SqrtFunction>(x, y, count);

    /// <summary>1 / sqrt(x), each step rounded.</summary>
    internal static void Rsqrt(float* x, float* y, nint count) => Map<RsqrtFunction>(x, y, count);

    internal static void Rsqrt(double* x, double* y, nint count) => Map<RsqrtFunction>(x, y, count);

    internal static void Reciprocal(float* x, float* y, nint count) => Map<ReciprocalFunction>(x, y, count);

    internal static void Reciprocal(double* x, double* y, nint count) => Map<ReciprocalFunction>(x, y, count);

    internal static void Square(float* x, float* y, nint count) => Map<SquareFunction>(x, y, count);

    internal static void Square(double* x, double* y, nint count) => Map<SquareFunction>(x, y, count);

    /// <summary>x x x, each product rounded.</summary>
    internal static void Cube(float* x, float* y, nint count) => Map<CubeFunction>(x, y, count);

    internal static void Cube(double* x, double* y, nint count) => Map<CubeFunction>(x, y, count);

    /// <summary>1 / (x x), each step rounded.</summary>
    internal static void InverseSquare(float* x, float* y, nint count) => Map<InverseSquareFunction>(x, y, count);

    internal static void InverseSquare(double* x, double* y, nint count) => Map<InverseSquareFunction>(x, y, count);

    internal static void Neg(float* x, float* y, nint count) => Map<NegFunction>(x, y, count);

    internal static void Neg(double* x, double* y, nint count) => Map<NegFunction>(x, y, count);

    internal static void Abs(float* x, float* y, nint count) => Map<AbsFunction>(x, y, count);

    internal static void Abs(double* x, double* y, nint count) => Map<AbsFunction>(x, y, count);

    internal static void Relu(float* x, float* y, nint count) => Map<ReluFunction>(x, y, count);

    internal static void Relu(double* x, double* y, nint count) => Map<ReluFunction>(x, y, count);

    /// <summary>x (1 + erf(x / sqrt 2)) / 2, the exact form. Of singles, -0 gives 0: oneDNN, which computes them in PyTorch, adds x / 2 erf to x / 2.</summary>
    internal static void Gelu(float* x, float* y, nint count) => Map<GeluFunction>(x, y, count);

    internal static void Gelu(double* x, double* y, nint count) => Map<GeluFunction>(x, y, count);

    internal static void Erf(float* x, float* y, nint count) => Map<ErfFunction>(x, y, count);

    internal static void Erf(double* x, double* y, nint count) => Map<ErfFunction>(x, y, count);

    /// <summary>log(1 + exp(x)).</summary>
    internal static void Softplus(float* x, float* y, nint count) => Map<SoftplusFunction>(x, y, count);

    internal static void Softplus(double* x, double* y, nint count) => Map<SoftplusFunction>(x, y, count);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Map<TFunction>(float* x, float* y, nint count)
        where TFunction : struct, IFunction
    {
        nint i = 0;
        for (; i <= count - Lanes; i += Lanes)
        {
            TFunction.At(Vector512.Load(x + i)).Store(y + i);
        }
        if (i < count)
        {
            float* last = stackalloc float[Lanes];
            Copy(x + i, last, count - i);
            TFunction.At(Vector512.Load(last)).Store(last);
            Copy(last, y + i, count - i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Map<TFunction>(double* x, double* y, nint count)
        where TFunction : struct, IFunction
    {
        for (nint i = 0; i < count; i++)
        {
            y[i] = TFunction.At(x[i]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy(float* from, float* to, nint count)
    {
        for (nint i = 0; i < count; i++)
        {
            to[i] = from[i];
        }
    }

    /// <summary>A function of one element, of sixteen floats at once or of a double.</summary>
    private interface IFunction
    {
        static abstract Vector512<float> At(Vector512<float> x);

        static abstract double At(double x);
    }

    private readonly struct ExpFunction : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> At(Vector512<float> x) => VectorMath.Exp(x);

        public static double At(double x) => ScalarMath.Exp(x);
    }

    private readonly struct LogFunction : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> At(Vector512<float> x) => VectorMath.Log(x);

        public static double At(double x) => ScalarMath.Log(x);
    }

    private readonly struct SinFunction : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> At(Vector512<float> x) => VectorMath.Sin(x);

        public static double At(double x) => ScalarMath.Sin(x);
    }

    private readonly struct CosFunction : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> At(Vector512<float> x) => VectorMath.Cos(x);

        public static double At(double x) => ScalarMath.Cos(x);
    }

    private readonly struct TanhFunction : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> At(Vector512<float> x) => VectorMath.Tanh(x);

        public static double At(double x) => ScalarMath.Tanh(x);
    }

    private readonly struct SigmoidFunction : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> At(Vector512<float> x) => VectorMath.Sigmoid(x);

        public static double At(double x)
        {
            double e = ScalarMath.Exp(-Math.Abs(x));
            return (x < 0 ? e : 1) / (1 + e);
        }
    }

    private readonly struct SiluFunction : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> At(Vector512<float> x) => x * VectorMath.Sigmoid(x);

        public static double At(double x) => x * SigmoidFunction.At(x);
    }

    private readonly struct SqrtFunction : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> At(Vector512<float> x) => Vector512.Sqrt(x);

        public static double At(double x) => Math.Sqrt(x);
    }

    private readonly struct RsqrtFunction : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> At(Vector512<float> x) => Vector512<float>.One / Vector512.Sqrt(x);

        public static double At(double x) => 1 / Math.Sqrt(x);
    }

    private readonly struct ReciprocalFunction : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> At(Vector512<float> x) => Vector512<float>.One / x;

        public static double At(double x) => 1 / x;
    }

    private readonly struct SquareFunction : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> At(Vector512<float> x) => x * x;

        public static double At(double x) => x * x;
    }

    private readonly struct CubeFunction : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> At(Vector512<float> x) => x * x * x;

        public static double At(double x) => x * x * x;
    }

    private readonly struct InverseSquareFunction : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> At(Vector512<float> x) => Vector512<float>.One / (x * x);

        public static double At(double x) => 1 / (x * x);
    }

    private readonly struct NegFunction : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> At(Vector512<float> x) => -x;

        public static double At(double x) => -x;
    }

    private readonly struct AbsFunction : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> At(Vector512<float> x) => Vector512.Abs(x);

        public static double At(double x) => Math.Abs(x);
    }

    private readonly struct ReluFunction : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> At(Vector512<float> x) =>
            Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512<float>.Zero), Vector512<float>.Zero, x);

        public static double At(double x) => x < 0 ? 0 : x;
    }

    private readonly struct GeluFunction : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> At(Vector512<float> x) =>
            x * Vector512.Create(0.5f) * (Vector512<float>.One + VectorMath.Erf(x * Vector512.Create(0.70710677f))) + Vector512<float>.Zero;

        public static double At(double x) => x * 0.5 * (1 + ScalarMath.Erf(x * 0.7071067811865476));
    }

    private readonly struct ErfFunction : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> At(Vector512<float> x) => VectorMath.Erf(x);

        public static double At(double x) => ScalarMath.Erf(x);
    }

    private readonly struct SoftplusFunction : IFunction
    {
        // max(x, 0) + log(1 + exp(-|x|)); a NaN comes through the second term.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> At(Vector512<float> x) =>
            ReluFunction.At(x) + VectorMath.Log1pOfUnit(VectorMath.Exp(-Vector512.Abs(x)));

        public static double At(double x) => ReluFunction.At(x) + ScalarMath.Log1p(ScalarMath.Exp(-Math.Abs(x)));
    }
}
