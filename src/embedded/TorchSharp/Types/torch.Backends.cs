namespace TorchSharp;

public static partial class torch
{
    /// <summary>How libraries beneath PyTorch compute. The embedded TorchSharp keeps what is set and computes on the CPU, which none of it concerns.</summary>
    public static class backends
    {
        /// <summary>Of NVIDIA GPUs.</summary>
        public static class cuda
        {
            /// <summary>Of products of matrices.</summary>
            public static class matmul
            {
                /// <summary>May float32 factors be rounded to ten bits (TF32)?</summary>
                public static bool allow_tf32 { get; set; }
            }
        }

        /// <summary>Of NVIDIA's library of convolutions.</summary>
        public static class cudnn
        {
            /// <summary>May float32 factors be rounded to ten bits (TF32)?</summary>
            public static bool allow_tf32 { get; set; } = true;
        }
    }
}
