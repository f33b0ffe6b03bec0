using System.Numerics;
using TorchSharp.Storage;
using ScalarType = TorchSharp.torch.ScalarType;
using Tensor = TorchSharp.torch.Tensor;

namespace TorchSharp.Arithmetic;

/// <summary>Runs element-wise questions about two broadcast operands; the answers are bool.</summary>
internal static unsafe class Comparison
{
    public static Tensor Apply<TComparison>(Tensor a, Tensor b, string name)
        where TComparison : struct, IComparison
    {
        var compute = ElementTypes.Compute(Promotion.Of(a, b));
        var result = Tensor.New(Layout.Broadcast(a.Sizes, b.Sizes, name), ScalarType.Bool);
        using var left = new Operand(a, compute, strided: true);
        using var right = new Operand(b, compute, strided: true);
        Dispatch<TComparison>(compute, result, left.Data, Binary.Expand(a, left.Strides, result), right.Data, Binary.Expand(b,
            right.Strides, result));
        return result;
    }

    public static Tensor Apply<TComparison>(Tensor a, Scalar b)
        where TComparison : struct, IComparison
    {
        var compute = ElementTypes.Compute(Promotion.Of(a, b));
        var result = Tensor.New(a.Sizes, ScalarType.Bool);
        using var left = new Operand(a, compute, strided: true);
        ulong number = Binary.Encode(b, compute);
        Dispatch<TComparison>(compute, result, left.Data, left.Strides, (byte*)&number, []);
        return result;
    }

    private static void Dispatch<TComparison>(ScalarType type, Tensor result, byte* a, long[] stridesA, byte* b, long[] stridesB)
        where TComparison : struct, IComparison
    {
        var walk = new RowWalk(result.Sizes, result.Strides, stridesA, stridesB);
        byte* y = result.Impl.Data;
        switch (type)
        {
            case ScalarType.Float32: Run<TComparison, float>(walk, y, (float*)a, (float*)b); break;
            case ScalarType.Float64: Run<TComparison, double>(walk, y, (double*)a, (double*)b); break;
            case ScalarType.Int64: Run<TComparison, long>(walk, y, (long*)a, (long*)b); break;
            case ScalarType.Int32: Run<TComparison, int>(walk, y, (int*)a, (int*)b); break;
            case ScalarType.Int16: Run<TComparison, short>(walk, y, (short*)a, (short*)b); break;
            case ScalarType.Int8: Run<TComparison, sbyte>(walk, y, (sbyte*)a, (sbyte*)b); break;
            case ScalarType.Byte or ScalarType.Bool: Run<TComparison, byte>(walk, y, a, b); break;
            default: throw ElementTypes.Unsupported(type);
        }
    }

    private static void Run<TComparison, T>(RowWalk walk, byte* y, T* a, T* b)
        where TComparison : struct, IComparison
        where T : unmanaged, INumber<T>
    {
        while (walk.Next())
        {
            for (long i = 0; i < walk.Length; i++)
            {
                bool answer = TComparison.Invoke(a[walk.B + i * walk.StrideB], b[walk.C + i * walk.StrideC]);
                y[walk.A + i * walk.StrideA] = answer ? (byte)1 : (byte)0;
            }
        }
    }
}
