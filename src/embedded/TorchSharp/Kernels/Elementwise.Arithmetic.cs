using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace TorchSharp.Kernels;

/// <summary>The four operations of two contiguous operands, or of one and a scalar.</summary>
internal static unsafe partial class Elementwise
{
    internal static void Add(float* a, float* b, float* y, nint count) => Combine<AddOperation>(a, b, y, count);

    internal static void Add(float* a, float b, float* y, nint count) => Combine<AddOperation>(a, b, y, count);

    internal static void Add(double* a, double* b, double* y, nint count) => Combine<AddOperation>(a, b, y, count);

    internal static void Add(double* a, double b, double* y, nint count) => Combine<AddOperation>(a, b, y, count);

    internal static void Sub(float* a, float* b, float* y, nint count) => Combine<SubOperation>(a, b, y, count);

    internal static void Sub(float* a, float b, float* y, nint count) => Combine<SubOperation>(a, b, y, count);

    internal static void Sub(double* a, double* b, double* y, nint count) => Combine<SubOperation>(a, b, y, count);

    internal static void Sub(double* a, double b, double* y, nint count) => Combine<SubOperation>(a, b, y, count);

    internal static void Mul(float* a, float* b, float* y, nint count) => Combine<MulOperation>(a, b, y, count);

    internal static void Mul(float* a, float b, float* y, nint count) => Combine<MulOperation>(a, b, y, count);

    internal static void Mul(double* a, double* b, double* y, nint count) => Combine<MulOperation>(a, b, y, count);

    internal static void Mul(double* a, double b, double* y, nint count) => Combine<MulOperation>(a, b, y, count);

    internal static void Div(float* a, float* b, float* y, nint count) => Combine<DivOperation>(a, b, y, count);

    internal static void Div(float* a, float b, float* y, nint count) => Combine<DivOperation>(a, b, y, count);

    internal static void Div(double* a, double* b, double* y, nint count) => Combine<DivOperation>(a, b, y, count);

    internal static void Div(double* a, double b, double* y, nint count) => Combine<DivOperation>(a, b, y, count);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Combine<TOperation>(float* a, float* b, float* y, nint count)
        where TOperation : struct, IOperation
    {
        nint i = 0;
        for (; i <= count - Lanes; i += Lanes)
        {
            TOperation.At(Vector512.Load(a + i), Vector512.Load(b + i)).Store(y + i);
        }
        for (; i < count; i++)
        {
            y[i] = TOperation.At(a[i], b[i]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Combine<TOperation>(float* a, float b, float* y, nint count)
        where TOperation : struct, IOperation
    {
        Vector512<float> right = Vector512.Create(b);
        nint i = 0;
        for (; i <= count - Lanes; i += Lanes)
        {
            TOperation.At(Vector512.Load(a + i), right).Store(y + i);
        }
        for (; i < count; i++)
        {
            y[i] = TOperation.At(a[i], b);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Combine<TOperation>(double* a, double* b, double* y, nint count)
        where TOperation : struct, IOperation
    {
        for (nint i = 0; i < count; i++)
        {
            y[i] = TOperation.At(a[i], b[i]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Combine<TOperation>(double* a, double b, double* y, nint count)
        where TOperation : struct, IOperation
    {
        for (nint i = 0; i < count; i++)
        {
            y[i] = TOperation.At(a[i], b);
        }
    }

    /// <summary>An operation of two elements; each is one rounding, so vectors and single elements agree.</summary>
    private interface IOperation
    {
        static abstract Vector512<float> At(Vector512<float> a, Vector512<float> b);

        static abstract float At(float a, float b);

        static abstract double At(double a, double b);
    }

    private readonly struct AddOperation : IOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> At(Vector512<float> a, Vector512<float> b) => a + b;

        public static float At(float a, float b) => a + b;

        public static double At(double a, double b) => a + b;
    }

    private readonly struct SubOperation : IOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> At(Vector512<float> a, Vector512<float> b) => a - b;

        public static float At(float a, float b) => a - b;

        public static double At(double a, double b) => a - b;
    }

    private readonly struct MulOperation : IOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> At(Vector512<float> a, Vector512<float> b) => a * b;

        public static float At(float a, float b) => a * b;

        public static double At(double a, double b) => a * b;
    }

    private readonly struct DivOperation : IOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> At(Vector512<float> a, Vector512<float> b) => a / b;

        public static float At(float a, float b) => a / b;

        public static double At(double a, double b) => a / b;
    }
}
