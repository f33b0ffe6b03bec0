using TorchSharp.LinearAlgebra;
using TorchSharp.Storage;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Matrix product by PyTorch's rules for any ranks.</summary>
    public static Tensor matmul(Tensor input, Tensor target) => input.matmul(target);

    /// <summary>Product of two matrices.</summary>
    public static Tensor mm(Tensor input, Tensor target) => input.mm(target);

    /// <summary>Product of a matrix and a vector.</summary>
    public static Tensor mv(Tensor input, Tensor target) => input.mv(target);

    /// <summary>Products of the matrices of two batches.</summary>
    public static Tensor bmm(Tensor input, Tensor batch2) => input.bmm(batch2);

    /// <summary>Inner product of two vectors.</summary>
    public static Tensor dot(Tensor input, Tensor other) => input.dot(other);

    /// <summary>All products of elements of two vectors.</summary>
    public static Tensor outer(Tensor input, Tensor vec2) => input.outer(vec2);

    /// <summary>beta * input + alpha * (mat1 mat2).</summary>
    public static Tensor addmm(Tensor input, Tensor mat1, Tensor mat2, float beta, float alpha) => input.addmm(mat1, mat2, beta, alpha);

    /// <summary>beta * input + alpha * (batch1 batch2), matrix by matrix.</summary>
    public static Tensor baddbmm(Tensor input, Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1) =>
        input.baddbmm(batch1, batch2, beta, alpha);

    public partial class Tensor
    {
        /// <summary>Matrix product by PyTorch's rules for any ranks: vectors become rows or columns, batches broadcast.</summary>
        public Tensor matmul(Tensor target) => MatMul.Product(this, target);

        /// <summary>Product of two matrices.</summary>
        public Tensor mm(Tensor target)
        {
            CheckRanks(target, 2, 2, nameof(mm));
            return MatMul.Product(this, target);
        }

        /// <summary>Product of a matrix and a vector.</summary>
        public Tensor mv(Tensor target)
        {
            CheckRanks(target, 2, 1, nameof(mv));
            return MatMul.Product(this, target);
        }

        /// <summary>Products of the matrices of two batches of the same size.</summary>
        public Tensor bmm(Tensor batch2)
        {
            CheckRanks(batch2, 3, 3, nameof(bmm));
            if (Sizes[0] != batch2.Sizes[0])
                throw new InvalidOperationException($"bmm: the batches have {Sizes[0]} and {batch2.Sizes[0]} matrices; they must agree.");
            return MatMul.Product(this, batch2);
        }

        /// <summary>Inner product of two vectors.</summary>
        public Tensor dot(Tensor target)
        {
            CheckRanks(target, 1, 1, nameof(dot));
            return MatMul.Product(this, target);
        }

        /// <summary>All products of elements of two vectors.</summary>
        public Tensor outer(Tensor vec2)
        {
            CheckRanks(vec2, 1, 1, nameof(outer));
            using var column = unsqueeze(1);
            return column.mul(vec2);
        }

        /// <summary>beta * this + alpha * (mat1 mat2).</summary>
        public Tensor addmm(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1)
        {
            using var product = mat1.mm(mat2);
            return Combine(product, beta, alpha);
        }

        /// <summary>beta * this + alpha * (batch1 batch2), matrix by matrix.</summary>
        public Tensor baddbmm(Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1)
        {
            using var product = batch1.bmm(batch2);
            return Combine(product, beta, alpha);
        }

        private Tensor Combine(Tensor product, float beta, float alpha)
        {
            if (alpha != 1)
                product.mul_(alpha);
            if (beta == 1)
                return add(product);
            using var scaled = mul(beta);
            return scaled.add(product);
        }

        private void CheckRanks(Tensor other, int own, int others, string operation)
        {
            if (Rank != own || other.Rank != others)
                throw new InvalidOperationException($"{operation}: needs tensors of {own} and {others} dimensions; the shapes are "
                    + $"{Layout.Show(Sizes)} and {Layout.Show(other.Sizes)}. Use matmul for other ranks.");
        }
    }
}
